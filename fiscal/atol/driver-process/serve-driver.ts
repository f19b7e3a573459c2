import { ok } from "../../../config/result.ts";
import type { Result } from "../../../config/result.ts";
import { objectAt, textAt, wholeAt } from "../answer.ts";
import { count } from "../decimal.ts";
import { readJson, writeJson } from "../json-text.ts";
import type { JsonObject, JsonValue } from "../json-text.ts";
import { LINE_LOST } from "../vendor-errors.ts";
import { NOT_LOADED } from "./native-driver.ts";
import type { NativeDriver, NativeError } from "./native-driver.ts";
import type { ClaimDevice } from "./sole-process.ts";

/** Not a number of the driver: the device belongs to another process. */
export const BUSY = -2;

interface Loaded {
  readonly native: NativeDriver;
  /** The last task was told that nobody is there: the library counts as open all the same. */
  isLineLost: boolean;
}

/**
 * The process that holds the vendor's library, so that a crash of it ends nothing but this process. Lines of JSON, one request
 * at a time:
 *
 *     → {"id":1,"open":{"library":"/usr/lib/libfptr10.so","device":"usb:auto","settings":{…}}}   ← {"id":1,"result":{"version":"10.10.7.0"}}
 *     → {"id":2,"task":{"type":"getFnStatus"}}                                             ← {"id":2,"result":{…}}
 *     ← {"id":3,"error":{"code":44,"description":"Нет бумаги"}}
 *
 * Error −1: the library can't be loaded; −2: another process has the device. Ends with its input. An empty line goes before each answer: what the library itself
 * prints to standard output then never stands on the line of an answer.
 */
export async function serveDriver(
  lines: AsyncIterable<string>,
  write: (line: string) => void,
  load: (library: string) => Promise<Result<NativeDriver, NativeError>>,
  claim: ClaimDevice,
): Promise<void> {
  let driver: Loaded | null = null;
  let isClaimed = false;
  const answer = (id: number, body: JsonObject): void => {
    write("");
    write(writeJson({ id: count(id), ...body }));
  };
  for await (const line of lines) {
    const request = readJson(line)?.value;
    const id = wholeAt(request, "id");
    if (id === null) continue;
    const open = objectAt(request, "open");
    if (open !== null) {
      driver?.native.close();
      driver = null;
      isClaimed ||= await claim(textAt(open, "device") ?? "");
      if (!isClaimed) {
        answer(id, failure({ code: BUSY, description: "another process has the device" }));
        continue;
      }
      const opened = await openDriver(open, load);
      if (opened.native !== null) driver = { native: opened.native, isLineLost: false };
      answer(id, opened.answer);
      continue;
    }
    const task = objectAt(request, "task");
    answer(id, task === null || driver === null ? failure({ code: NOT_LOADED, description: "not open" }) : process(driver, task));
  }
  driver?.native.close();
}

async function openDriver(
  open: JsonObject,
  load: (library: string) => Promise<Result<NativeDriver, NativeError>>,
): Promise<{ readonly native: NativeDriver | null; readonly answer: JsonObject }> {
  const loaded = await load(textAt(open, "library") ?? "");
  if (!loaded.ok) return { native: null, answer: failure(loaded.error) };
  const opened = loaded.value.open(writeJson(open["settings"] ?? {}));
  // The library stays loaded: the next task tries the connection again.
  const answer = opened.ok ? { result: { version: loaded.value.version() } } : failure(opened.error);
  return { native: loaded.value, answer };
}

function process(driver: Loaded, task: JsonObject): JsonObject {
  const { native } = driver;
  const ready = native.isOpen() && !driver.isLineLost ? ok(undefined) : native.reopen();
  if (!ready.ok) return { ...failure(ready.error), notSent: true };
  const done = native.process(writeJson(task));
  driver.isLineLost = !done.ok && LINE_LOST.has(done.error.code);
  if (!done.ok) return failure(done.error);
  // Tasks without a result answer with nothing at all.
  if (done.value.trim() === "") return { result: {} };
  const result: JsonValue | undefined = readJson(done.value)?.value;
  return result === undefined ? failure({ code: 5, description: "the library answered no JSON" }) : { result: result ?? {} };
}

function failure({ code, description }: NativeError): JsonObject {
  return { error: { code: count(code), description } };
}
