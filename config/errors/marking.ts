import type { ErrorEntry } from "./app-error.ts";

export const markingErrors = {} as const satisfies Record<string, ErrorEntry>;
