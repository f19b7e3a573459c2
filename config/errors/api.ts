import type { ErrorEntry } from "./app-error.ts";

export const apiErrors = {} as const satisfies Record<string, ErrorEntry>;
