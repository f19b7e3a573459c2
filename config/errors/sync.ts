import type { ErrorEntry } from "./app-error.ts";

export const syncErrors = {} as const satisfies Record<string, ErrorEntry>;
