import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../config/clock.ts";
import { loadConfig } from "../../config/load.ts";
import { silentLog } from "../../config/log.ts";
import { kopecks, quantity } from "../../config/money.ts";
import { err, ok } from "../../config/result.ts";
import type { FiscalDocument } from "../../fiscal/document/fiscal-document.ts";
import { startAtolEmulator } from "../../fiscal/emulator/atol/index.ts";
import { startKktEmulator } from "../../fiscal/emulator/index.ts";
import type { Registrar } from "../../fiscal/registrar.ts";
import { SHTRIH_PROFILES, shtrihProfile } from "../../fiscal/shtrih-m/index.ts";
import { sampleLine, sampleReceipt } from "../../fiscal/shtrih-m/testing/sample-receipt.ts";
import { openRegistrar } from "../../terminal/open-registrar.ts";

/** What `fiscal` of till.yaml says reaches the driver. */
const PIN_HASH = "$argon2id$v=19$m=19456,t=2,p=1$vqPiukX9G9jgqwnAipcHbw$uXE5EnavIo1q641AsYaCGNXcZFkXi+Y2cieWwuMNItQ";
const CODE = Buffer.from("0104600439931256215JgXJ5.T\u001d93dGVz");
const SALE: FiscalDocument = {
  kind: "receipt",
  receipt: sampleReceipt({
    taxSystem: "osn",
    lines: [
      sampleLine({
        priceKop: kopecks(10_000),
        quantity: quantity(1_000_000),
        subject: 33,
        marking: { codeBase64: CODE.toString("base64"), plannedStatus: 1 },
      }),
    ],
  }),
};
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

function opened(fiscal: string): Registrar {
  const yaml = `till: { id: t1, shopId: s1, shopName: Магазин, organisation: ООО «Ромашка», inn: "7701234560" }
dataDir: data
fiscal: ${fiscal}
access: { staff: [{ id: anna, name: Анна, role: cashier, pinHash: "${PIN_HASH}" }] }
`;
  const config = loadConfig({ file: "/till.yaml", env: {}, readFile: (path) => (path === "/till.yaml" ? ok(yaml) : err("ENOENT")) });
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  const deps = { clock: systemClock, log: silentLog, random: () => 0.5, utcOffsetMinutes: 180 };
  const { registrar } = openRegistrar(config.value.fiscal, deps);
  closing.push(() => registrar.close());
  return registrar;
}

async function must(registrar: Registrar, document: FiscalDocument) {
  const baseline = await registrar.baseline();
  if (!baseline.ok) throw new Error(baseline.error.code);
  return registrar.register(document, baseline.value);
}

async function startFamily(family: "shtrih-m" | "atol"): Promise<{ readonly link: string; readonly forge: () => void }> {
  if (family === "shtrih-m") {
    const emulator = await startKktEmulator({ dataDir: null });
    closing.push(() => emulator.stop());
    const link = `kind: shtrih-m, link: { tcp: { host: 127.0.0.1, port: ${emulator.tcpPort} } }`;
    return { link, forge: () => emulator.drive.setVerdict(CODE, "forged") };
  }
  const emulator = await startAtolEmulator({ dataDir: null });
  closing.push(() => emulator.stop());
  const link = `kind: atol, link: { webRequests: { url: "http://127.0.0.1:${emulator.httpPort}" } }`;
  return { link, forge: () => emulator.drive.setVerdict(CODE, "forged") };
}

describe.each(["shtrih-m", "atol"] as const)("refuseNegativeMarking on %s", (family) => {
  it.each([
    [", refuseNegativeMarking: true", { ok: false, error: { effect: "none", error: { code: "FIS350" } } }],
    ["", { ok: true }],
  ])("{ …%s }", async (setting, outcome) => {
    const { link, forge } = await startFamily(family);
    forge();
    const registrar = opened(`{ ${link}${setting} }`);
    expect(await must(registrar, { kind: "open-shift", cashier: { name: "Иванова" } })).toMatchObject({ ok: true });
    expect(await must(registrar, SALE)).toMatchObject(outcome);
  });
});

describe("fiscal.profile", () => {
  it.each(Object.keys(SHTRIH_PROFILES))("%s", async (profile) => {
    const { link } = await startFamily("shtrih-m");
    const facts = await opened(`{ ${link}, profile: ${profile} }`).service?.info();
    expect(facts?.ok === true ? facts.value.find(({ key }) => key === "profile")?.value : facts).toBe(profile);
  });

  it("auto, fr and cc are the standard one", () => {
    expect(shtrihProfile("auto")).toMatchObject({ name: "shtrih-m", family: "ask" });
    expect(shtrihProfile("fr")).toMatchObject({ name: "shtrih-m", family: "fr" });
    expect(shtrihProfile("cc")).toMatchObject({ name: "shtrih-m", family: "cc" });
    expect(shtrihProfile("shtrih-nano").vatBytes["22"]).toBe(0x90);
  });
});
