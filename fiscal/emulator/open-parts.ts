import { randomBytes } from "node:crypto";
import type { Clock } from "../../config/clock.ts";
import { errorMessage } from "../../config/error-message.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { FiscalDrive } from "./fiscal-drive/index.ts";
import { openFiscalDrive, type OpenDriveOptions } from "./in-process.ts";

const KEY_BYTES = 32;

export interface DriveOptions {
  readonly dataDir: string | null;
  readonly utcOffsetMinutes?: number | undefined;
  readonly drive?: OpenDriveOptions["config"] | undefined;
}

/** The drive of an emulated registrar, with a key of its own; FIS501 when its folder can't be used. */
export function openDrive({ dataDir, utcOffsetMinutes, drive }: DriveOptions, clock: Clock): Result<FiscalDrive, AppError> {
  try {
    return ok(
      openFiscalDrive({
        dataDir,
        clock,
        keyHex: randomBytes(KEY_BYTES).toString("hex"),
        ...(utcOffsetMinutes === undefined ? {} : { utcOffsetMinutes }),
        ...(drive === undefined ? {} : { config: drive }),
      }),
    );
  } catch (error) {
    return err(appError("FIS501", { dataDir, reason: errorMessage(error) }));
  }
}

/** A listening port of an emulator; FIS500 when it can't be had. */
export async function listening<T>(port: number, open: (port: number) => Promise<T>): Promise<Result<T, AppError>> {
  try {
    return ok(await open(port));
  } catch (error) {
    return err(appError("FIS500", { port, reason: errorMessage(error) }));
  }
}
