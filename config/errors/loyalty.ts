import type { ErrorEntry } from "./app-error.ts";

export const loyaltyErrors = {} as const satisfies Record<string, ErrorEntry>;
