import type { ErrorEntry } from "./app-error.ts";

export const fiscalErrors = {} as const satisfies Record<string, ErrorEntry>;
