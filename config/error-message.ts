/** What a caught value says, in the system's own words. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
