import { expect, it } from "vitest";
import { epochMs, systemClock } from "../../config/clock.ts";
import { loadConfig } from "../../config/load.ts";
import { silentLog } from "../../config/log.ts";
import { ok } from "../../config/result.ts";
import type { Config } from "../../config/schema.ts";
import { startUtmEmulator } from "../alcohol/emulator/index.ts";
import { checkUtm } from "./diag-utm.ts";

/** Goal: a technician sees when the UTM's certificates end before they do. Method: a UTM that tells its days. */
const clock = { ...systemClock, now: () => epochMs(Date.UTC(2026, 10, 24, 9)) };
const MOSCOW_MINUTES = 180;

function configOf(url: string): Config {
  const yaml = `till: { id: t1, shopId: s1, shopName: x, organisation: x, inn: "7701234560" }
dataDir: /data
access: { staff: [{ id: a, name: А, role: manager, pinHash: "$argon2id$v=19$m=19456,t=2,p=1$vqPiukX9G9jgqwnAipcHbw$uXE5EnavIo1q641AsYaCGNXcZFkXi+Y2cieWwuMNItQ" }] }
fiscal: { link: { tcp: { host: 127.0.0.1 } } }
alcohol: { region: "77", utm: { url: "${url}", fsrarId: "030000000001", kpp: "770101001", address: "Москва" } }`;
  const loaded = loadConfig({ file: "/x.yaml", env: {}, readFile: () => ok(yaml) });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return loaded.value;
}

it("tells the days of both certificates, warns before one ends, and says why it could not ask", async () => {
  const utm = await startUtmEmulator({ port: 0, clock, log: silentLog });
  const config = configOf(utm.url);
  const look = (of: Config = config) => checkUtm(of, clock, MOSCOW_MINUTES);
  utm.setCertificates("2026-12-09", "2027-05-31");
  expect(await look()).toMatchObject([{ state: "ok", text: { en: "v4.2.0, GOST until 2027-05-31, RSA until 2026-12-09" } }]);
  utm.setCertificates("2026-12-08", "2026-11-20");
  const [warned] = await look();
  expect(warned?.state).toBe("warn");
  expect(warned?.text.ru).toContain("Сертификат УТМ (RSA) действует до 2026-12-08");
  expect(warned?.text.ru).toContain("Сертификат УТМ (ГОСТ) действует до 2026-11-20");
  expect(await look({ ...config, embedded: { ...config.embedded, utm: true } })).toEqual([]);
  await utm.close();
  expect(await look()).toMatchObject([{ state: "error", text: { en: expect.stringContaining("The UTM does not answer") as string } }]);
});
