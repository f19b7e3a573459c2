import { systemClock } from "../../config/clock.ts";
import { silentLog } from "../../config/log.ts";
import { openTcpChannel } from "../../device-drivers/transport/tcp-channel.ts";
import type { FiscalDocument, FiscalLine, FiscalReceipt, Registered } from "../../fiscal/document/fiscal-document.ts";
import { lineTlv, receiptTlv } from "../../fiscal/document/receipt-tlv.ts";
import { decodeFvln, decodeTlv, decodeVln } from "../../fiscal/document/tlv.ts";
import type { TlvItem } from "../../fiscal/document/tlv.ts";
import { startKktEmulator } from "../../fiscal/emulator/index.ts";
import type { KktEmulator, KktEmulatorOptions } from "../../fiscal/emulator/index.ts";
import type { Baseline } from "../../fiscal/registrar.ts";
import { SHTRIH_PROFILES, connectShtrihM } from "../../fiscal/shtrih-m/index.ts";
import type { ShtrihMOptions, ShtrihMRegistrar } from "../../fiscal/shtrih-m/index.ts";
import { sampleLine, sampleReceipt } from "../../fiscal/shtrih-m/testing/sample-receipt.ts";

export const cashier = { name: "Кассир Иванова", inn: "500100732259" };

export function line(change: Partial<FiscalLine> = {}): FiscalLine {
  return sampleLine({ name: "Хлеб ржаной «Столичный»", ...change });
}

export function receipt(change: Partial<FiscalReceipt> = {}): FiscalReceipt {
  return sampleReceipt({ cashier, taxSystem: "osn", lines: [line()], ...change });
}

export const asDocument = (of: FiscalReceipt): FiscalDocument => ({ kind: "receipt", receipt: of });

/** The driver on a standard profile; on loopback an ACK takes no time, so mute lines and lost answers are noticed soon. */
function connectTo(emulator: KktEmulator, options: Partial<ShtrihMOptions> = {}): ShtrihMRegistrar {
  const profile = SHTRIH_PROFILES["shtrih-m"];
  return connectShtrihM({
    openChannel: () => openTcpChannel({ host: "127.0.0.1", port: emulator.tcpPort }, systemClock),
    clock: systemClock,
    log: silentLog,
    operatorPassword: 1,
    adminPassword: 30,
    profile: { ...profile, timings: { ...profile.timings, ackTimeoutMs: 200, gapMs: 20, answerPollMs: 300 } },
    ...options,
  });
}

/** One emulator and one driver on it. */
export class ShtrihBench {
  readonly emulator: KktEmulator;
  registrar: ShtrihMRegistrar;

  constructor(emulator: KktEmulator, registrar: ShtrihMRegistrar) {
    this.emulator = emulator;
    this.registrar = registrar;
  }

  static async start(
    options: Partial<KktEmulatorOptions> = {},
    driver: (emulator: KktEmulator) => Partial<ShtrihMOptions> = () => ({}),
  ): Promise<ShtrihBench> {
    const emulator = await startKktEmulator({ dataDir: null, ...options });
    return new ShtrihBench(emulator, connectTo(emulator, driver(emulator)));
  }

  async stop(): Promise<void> {
    await this.registrar.close();
    await this.emulator.stop();
  }

  async baseline(): Promise<Baseline> {
    const read = await this.registrar.baseline();
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    return read.value;
  }

  async must(document: FiscalDocument): Promise<Registered> {
    const result = await this.registrar.register(document, await this.baseline());
    if (!result.ok) throw new Error(JSON.stringify(result.error));
    return result.value;
  }

  openShift(): Promise<Registered> {
    return this.must({ kind: "open-shift", cashier });
  }

  /** As the terminal does it: register, resolve what is in doubt, begin again what surely was not registered. */
  async insist(document: FiscalDocument): Promise<{ readonly registered: Registered; readonly path: string }> {
    const path: string[] = [];
    for (let round = 0; round < 6; round++) {
      const from = await this.baseline();
      const result = await this.registrar.register(document, from);
      if (result.ok) return { registered: result.value, path: [...path, "ok"].join(" ") };
      path.push(`${result.error.effect}:${result.error.error.code}`);
      if (result.error.effect === "none") continue;
      const resolution = await this.registrar.resolve(document, from);
      const again = await this.registrar.resolve(document, from);
      if (JSON.stringify(again) !== JSON.stringify(resolution)) throw new Error(`two answers: ${JSON.stringify([resolution, again])}`);
      path.push(resolution.outcome);
      if (resolution.outcome === "registered") return { registered: resolution.registered, path: path.join(" ") };
      if (resolution.outcome !== "not-registered") throw new Error(JSON.stringify(resolution));
    }
    throw new Error(`never registered: ${path.join(" ")}`);
  }

  /** What we asked for and the stored document does not hold; the registrar adds its own tags. */
  missingTags(fdNumber: number, of: FiscalReceipt): string[] {
    const stored = decodeTlv(this.emulator.drive.document(fdNumber)?.body ?? new Uint8Array(0));
    const items = stored.ok ? stored.value : [];
    // Sums of zero may be left out.
    const head = receiptTlv(of, "1.2").filter(({ tag }) => tag !== POSITION);
    const missing = lacking(head, items).filter((tag) => !tag.endsWith(" 0"));
    const positions = items.filter(({ tag }) => tag === POSITION);
    const inPositions = of.lines.flatMap((wanted, index) => {
      const own = decodeTlv(positions[index]?.value ?? new Uint8Array(0));
      return lacking(lineTlv(wanted, "1.2"), own.ok ? own.value : []).filter((tag) => tag !== "1200 0");
    });
    return [...missing, ...inPositions];
  }
}

const POSITION = 1059;

function lacking(wanted: readonly TlvItem[], items: readonly TlvItem[]): string[] {
  const has = new Set(items.map(shown));
  return wanted.map(shown).filter((tag) => !has.has(tag));
}

function shown({ tag, value }: TlvItem): string {
  const number = decodeVln(value);
  if (VLN_TAGS.has(tag) && number.ok) return `${tag} ${number.value}`;
  if (tag === 1023) return `${tag} ${JSON.stringify(decodeFvln(value))}`;
  return `${tag} ${Buffer.from(value).toString("hex")}`;
}
const VLN_TAGS: ReadonlySet<number> = new Set([
  1020, 1031, 1043, 1054, 1055, 1079, 1081, 1102, 1103, 1104, 1105, 1106, 1107, 1199, 1200, 1212, 1214, 1215, 1216, 1217, 2108,
]);
