import { parentPort } from "node:worker_threads";
import type { AppError } from "../../../config/errors/index.ts";
import type { Result } from "../../../config/result.ts";
import type { FoundCode } from "./found-code.ts";
import { loadReader, readPicture } from "./read-picture.ts";

/** One picture in, one answer out; the asker sends the next one only then. */
export type PictureAnswer = Result<readonly FoundCode[], AppError>;

/** Entry of the thread that reads pictures (picture-decoder.ts starts it). A function, because the bundle is CommonJS. */
function serve(): void {
  if (parentPort === null) throw new Error("picture-worker is started as a worker");
  const port = parentPort;
  const reader = loadReader();
  port.on("message", (file: Uint8Array) => {
    // An error that nobody expected ends the thread, which its asker notices.
    void readPicture(file, reader).then((answer: PictureAnswer) => port.postMessage(answer));
  });
}

serve();
