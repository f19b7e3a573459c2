const DAY_DIGITS = 8;

/** Keeps what can become a day and sets the points: `24112026` is `24.11.2026`. */
export function cleanDay(text: string): string {
  const digits = text.replace(/\D/g, "").slice(0, DAY_DIGITS);
  return [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4)].filter((part) => part !== "").join(".");
}

/** YYYY-MM-DD of a day that exists, or null. */
export function readDay(text: string): string | null {
  const match = /^(\d{2})\.(\d{2})\.(\d{4})$/.exec(text);
  if (match === null) return null;
  const iso = `${match[3]}-${match[2]}-${match[1]}`;
  const time = Date.parse(`${iso}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso) ? iso : null;
}
