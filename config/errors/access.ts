import type { ErrorEntry } from "./app-error.ts";

export const accessErrors = {} as const satisfies Record<string, ErrorEntry>;
