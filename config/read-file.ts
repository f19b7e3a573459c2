import { readFileSync } from "node:fs";
import { errorMessage } from "./error-message.ts";
import type { ReadFile } from "./resolve-secret.ts";
import { err, ok } from "./result.ts";

/** The real file system behind `loadConfig`. */
export const readFileFromDisk: ReadFile = (path) => {
  try {
    return ok(readFileSync(path, "utf8"));
  } catch (error) {
    return err(errorMessage(error));
  }
};
