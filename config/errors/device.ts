import type { ErrorEntry } from "./app-error.ts";

export const deviceErrors = {} as const satisfies Record<string, ErrorEntry>;
