import type { ErrorEntry } from "./app-error.ts";

export const configErrors = {} as const satisfies Record<string, ErrorEntry>;
