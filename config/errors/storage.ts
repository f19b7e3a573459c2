import type { ErrorEntry } from "./app-error.ts";

export const storageErrors = {} as const satisfies Record<string, ErrorEntry>;
