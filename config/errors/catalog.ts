import type { ErrorEntry } from "./app-error.ts";

export const catalogErrors = {} as const satisfies Record<string, ErrorEntry>;
