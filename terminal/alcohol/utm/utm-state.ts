/** What a UTM tells of itself; null: it does not tell. Forms of `/api/info/list` and of the page `/` are [memory]. */
export interface UtmState {
  readonly version: string | null;
  readonly fsrarId: string | null;
  /** Last days of its certificates, YYYY-MM-DD. */
  readonly rsaUntil: string | null;
  readonly gostUntil: string | null;
}

export const UNKNOWN_UTM: UtmState = { version: null, fsrarId: null, rsaUntil: null, gostUntil: null };

/** `GET /api/info/list`; null: no JSON object. */
export function readInfo(body: string): UtmState | null {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const { version, ownerId, db, rsa, gost } = value as Record<string, unknown>;
  return {
    version: textValue(version),
    fsrarId: fsrarOf(ownerId) ?? fsrarOf(field(db, "ownerId")),
    rsaUntil: dayOf(textValue(field(rsa, "expireDate"))),
    gostUntil: dayOf(textValue(field(gost, "expireDate"))),
  };
}

/** The status page `/`: days that stand in one line with the name of a certificate, the last of them. */
export function readPage(html: string): Pick<UtmState, "rsaUntil" | "gostUntil"> {
  const lines = html
    .slice(0, PAGE_MAX)
    .replace(/<\/(?:p|div|tr|li|h\d)>|<br\s*\/?>/gi, "\n")
    .replace(/<[^>]*>/g, " ")
    .split("\n");
  const lastDay = (name: RegExp): string | null => {
    const line = lines.find((each) => name.test(each)) ?? "";
    return dayOf([...line.matchAll(/\d{4}-\d{2}-\d{2}|\d{2}\.\d{2}\.\d{4}/g)].at(-1)?.[0] ?? null);
  };
  return { rsaUntil: lastDay(/RSA|PKI/i), gostUntil: lastDay(/ГОСТ|GOST/i) };
}

const PAGE_MAX = 200_000;

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function textValue(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value.slice(0, 100) : null;
}

function fsrarOf(value: unknown): string | null {
  return typeof value === "string" && /^\d{12}$/.test(value) ? value : null;
}

function dayOf(text: string | null): string | null {
  if (text === null) return null;
  const [, day, month, year] = /^(\d{2})\.(\d{2})\.(\d{4})/.exec(text) ?? [];
  if (year !== undefined) return `${year}-${month}-${day}`;
  return /^\d{4}-\d{2}-\d{2}/.exec(text)?.[0] ?? null;
}
