import iconv from "iconv-lite";

/** Bytes of commands, written out for the emulator's own tests. Shares nothing with the driver. */
const PASSWORD = [30, 0, 0, 0];

export function le(value: number, count: number): number[] {
  const out: number[] = [];
  let rest = value;
  for (let i = 0; i < count; i++) {
    out.push(rest % 256);
    rest = Math.floor(rest / 256);
  }
  return out;
}

export function fromLe(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = 0; i < count; i++) value += (bytes[at + i] ?? 0) * 256 ** i;
  return value;
}

export function cp1251(text: string): number[] {
  return [...iconv.encode(text, "win1251")];
}

/** `cmd(0xff45, …)`: code, system administrator's password, parameters. */
export function cmd(code: number, ...parameters: number[]): Uint8Array {
  return cmdAs(30, code, ...parameters);
}

export function cmdAs(password: number, code: number, ...parameters: number[]): Uint8Array {
  const head = code > 0xff ? [code >> 8, code & 0xff] : [code];
  return Uint8Array.from([...head, ...le(password, PASSWORD.length), ...parameters]);
}

export function frame(payload: Uint8Array): number[] {
  let lrc = payload.length;
  for (const byte of payload) lrc ^= byte;
  return [0x02, payload.length, ...payload, lrc];
}

export interface ItemFields {
  readonly operation?: number;
  readonly quantity?: number;
  readonly priceKop: number;
  readonly sumKop?: number | null;
  readonly vatByte?: number;
  readonly subject?: number;
  readonly method?: number;
  readonly name?: string;
}

/** FF46. */
export function item(fields: ItemFields): Uint8Array {
  const absent = [0xff, 0xff, 0xff, 0xff, 0xff];
  const sum = fields.sumKop ?? null;
  return cmd(
    0xff46,
    fields.operation ?? 1,
    ...le(fields.quantity ?? 1_000_000, 6),
    ...le(fields.priceKop, 5),
    ...(sum === null ? absent : le(sum, 5)),
    ...absent,
    fields.vatByte ?? 0xcb,
    1,
    fields.method ?? 4,
    fields.subject ?? 1,
    ...cp1251(fields.name ?? "Хлеб"),
  );
}

/** FF45 with cash, electronic (kind 2), tax system; 118 bytes. */
export function close(cashKop: number, electronicKop = 0, taxSystem = 1, roundingKop = 0): Uint8Array {
  const payments = [cashKop, electronicKop, ...new Array<number>(14).fill(0)].flatMap((value) => le(value, 5));
  return cmd(0xff45, ...payments, roundingKop, ...new Array<number>(30).fill(0), taxSystem);
}

/** FF0C or FF4D with one TLV. */
export function tag(code: number, number: number, value: readonly number[]): Uint8Array {
  return cmd(code, ...le(number, 2), ...le(value.length, 2), ...value);
}

export function ascii(text: string): number[] {
  return [...Buffer.from(text, "latin1")];
}
