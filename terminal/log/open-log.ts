import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import pino from "pino";
import type { Log } from "../../config/log.ts";
import type { Config } from "../../config/schema.ts";

/** A log that can be made whole before the process ends. */
export interface OpenLog extends Log {
  /** Writes out what is still in memory. */
  flush(): void;
}

const STANDARD_ERROR = 2;
/** What waits for room on the disk; lines beyond it are dropped. */
const UNWRITTEN_BYTES_MAX = 1_048_576;

/**
 * One JSON object a line (`time`, `level`, `tillId`, fields, `msg`), to standard error or appended to the configured file; the
 * operating system rotates it (logrotate with copytruncate, journald). Written line by line, so that a crash loses nothing that was
 * logged before it. Throws when the file cannot be opened: a till without its log must not start unnoticed.
 */
export function openLog(settings: Config["log"], bindings: Readonly<Record<string, string>>): OpenLog {
  if (settings.file !== undefined) mkdirSync(dirname(settings.file), { recursive: true });
  const destination = pino.destination({ dest: settings.file ?? STANDARD_ERROR, sync: true, append: true, maxLength: UNWRITTEN_BYTES_MAX });
  destination.on("error", () => {}); // a disk without room: selling goes on without a log, an unheard error would end the process
  const logger = pino({ level: settings.level, base: bindings, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
    flush: () => destination.flushSync(),
  };
}
