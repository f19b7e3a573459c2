import { kopecks, quantity, type Kopecks } from "../../../config/money.ts";
import { ManualClock } from "../../../device-drivers/transport/manual-clock.ts";
import { decodeTlv, findTag, type TlvItem } from "../../document/tlv.ts";
import { TRAINING_REGISTRATION } from "../default-drive.ts";
import type { DriveReceipt, DriveRegistration, FiscalDrive, NewDrive, StoredFd } from "../fiscal-drive/index.ts";
import { openFiscalDrive } from "../in-process.ts";

export const NOON = Date.UTC(2026, 10, 24, 9);
export const DAY_MS = 86_400_000;

/** A drive in memory on a clock of the test. */
export function openDrive(config: Partial<NewDrive> = {}): { drive: FiscalDrive; clock: ManualClock } {
  const clock = new ManualClock(NOON);
  return { drive: openFiscalDrive({ dataDir: null, clock, config }), clock };
}

export function registration(overrides: Partial<DriveRegistration> = {}): DriveRegistration {
  return { ...TRAINING_REGISTRATION, ...overrides };
}

const NOTHING: Kopecks = kopecks(0);

/** One loaf with 22 % VAT, paid in cash. */
export function loaf(drive: FiscalDrive, sumKop: number, overrides: Partial<DriveReceipt> = {}): DriveReceipt {
  const vatKop = kopecks(Math.round((sumKop * 22) / 122));
  return {
    at: drive.timer(),
    correction: false,
    operation: 1,
    items: [
      {
        name: "Хлеб",
        priceKop: kopecks(sumKop),
        quantity: quantity(1_000_000),
        sumKop: kopecks(sumKop),
        vatCode: 11,
        vatKop,
        method: 4,
        subject: 1,
        measure: 0,
        tags: [],
        marking: null,
      },
    ],
    totalKop: kopecks(sumKop),
    payments: { cashKop: kopecks(sumKop), electronicKop: NOTHING, prepaidKop: NOTHING, creditKop: NOTHING, counterKop: NOTHING },
    vat: { 11: vatKop },
    taxSystem: 1,
    tags: [],
    ...overrides,
  };
}

export function report(drive: FiscalDrive): { at: ReturnType<FiscalDrive["timer"]>; tags: TlvItem[] } {
  return { at: drive.timer(), tags: [] };
}

/** Error code of a refusal; null when there was none. */
export function refusalOf(result: { ok: boolean; error?: { code: number } }): number | null {
  return result.ok ? null : (result.error?.code ?? -1);
}

/** Tags of a stored document, or of a container on the way given by tag numbers. */
export function tagsOf(document: StoredFd | null, ...path: number[]): TlvItem[] {
  let bytes = document?.body ?? new Uint8Array();
  for (const tag of path) {
    const level = decodeTlv(bytes);
    bytes = (level.ok ? findTag(level.value, tag)?.value : undefined) ?? new Uint8Array();
  }
  const items = decodeTlv(bytes);
  if (!items.ok) throw new Error("stored TLV is broken");
  return items.value;
}

/** Hex of one tag's value; null when it is not there. */
export function tagHex(document: StoredFd | null, ...path: [...number[], number]): string | null {
  const tag = path.at(-1) ?? 0;
  const value = findTag(tagsOf(document, ...path.slice(0, -1)), tag)?.value;
  return value === undefined ? null : Buffer.from(value).toString("hex");
}
