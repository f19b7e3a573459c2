import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { systemClock } from "../../config/clock.ts";
import { loadConfig } from "../../config/load.ts";
import { silentLog } from "../../config/log.ts";
import { ok } from "../../config/result.ts";
import type { Config } from "../../config/schema.ts";
import {
  checkAddresses,
  checkDataFolder,
  checkDriverLibrary,
  checkHidScanners,
  checkNotices,
  checkPorts,
  configuredAddresses,
} from "./diag-checks.ts";
import { startLocalModuleEmulator, startTrueApiEmulator, startTsPiotEmulator } from "../marking/emulator/index.ts";
import { checkMarkingCounts, checkMarkingServices } from "./diag-marking.ts";

const folder = mkdtempSync(join(tmpdir(), "till-diag-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function config(more: string): Config {
  const yaml = `till: { id: t1, shopId: s1, shopName: x, organisation: x, inn: "7701234560" }
dataDir: /data
access: { staff: [{ id: a, name: А, role: manager, pinHash: "$argon2id$v=19$m=19456,t=2,p=1$vqPiukX9G9jgqwnAipcHbw$uXE5EnavIo1q641AsYaCGNXcZFkXi+Y2cieWwuMNItQ" }] }
${more}`;
  const loaded = loadConfig({ file: "/x.yaml", env: {}, readFile: () => ok(yaml) });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return loaded.value;
}

describe("till diag", () => {
  it("measures the disk of the data folder, and says why it cannot be used", () => {
    expect(checkDataFolder(join(folder, "new"), systemClock)).toMatchObject({
      name: "data",
      text: { en: expect.stringContaining("a durable write takes") as string },
    });
    writeFileSync(join(folder, "file"), "");
    expect(checkDataFolder(join(folder, "file"), systemClock)).toMatchObject({ state: "error" });
  });

  it("says what the settings leave to a guess", () => {
    const link = "{ tcp: { host: 10.0.0.6 } }";
    expect(checkNotices(config(`fiscal: { taxSystems: [esn], link: ${link} }`))).toMatchObject([
      { name: "configuration", state: "warn", text: { en: expect.stringContaining("receipt.advanceVat") as string } },
    ]);
    expect(checkNotices(config(`fiscal: { link: ${link} }`))).toEqual([]);
  });

  it("looks at both ways to an ATOL registrar", () => {
    const atol = (link: string): Config => config(`fiscal: { kind: atol, link: ${link} }`);
    const web = atol("{ webRequests: { url: http://192.168.1.5:16732 } }");
    expect(configuredAddresses(web)).toEqual([{ name: "registrar", host: "192.168.1.5", port: 16_732 }]);
    expect(checkDriverLibrary(web)).toEqual([]);
    const network = atol(`{ driver: { library: ${join(folder, "lib.so")}, device: { tcp: { host: 10.0.0.4 } } } }`);
    expect(configuredAddresses(network)).toEqual([{ name: "registrar", host: "10.0.0.4", port: 5_555 }]);
    expect(checkDriverLibrary(network)).toMatchObject([{ name: "driver", state: "error" }]);
    writeFileSync(join(folder, "lib.so"), "");
    expect(checkDriverLibrary(network)).toMatchObject([{ state: "ok" }]);
    const line = atol("{ driver: { library: /lib.so, device: { serial: { path: /dev/ttyACM0 } } } }");
    expect(checkPorts(line, [{ path: "/dev/ttyACM0" }])).toMatchObject([{ name: "registrar", state: "ok" }]);
  });

  it("looks at the registrar of every seller under the seller's id", () => {
    const seller = (id: string, inn: string, link: string): string =>
      `  - { id: ${id}, organisation: ИП, inn: "${inn}", fiscal: { kind: ${link.includes("webRequests") ? "atol" : "shtrih-m"}, link: ${link} } }\n`;
    const links = ["{ webRequests: { url: http://10.0.0.7:16732 } }", "{ serial: { path: /dev/ttyS9 } }"] as const;
    const shop = config(
      `fiscal: { link: { tcp: { host: 10.0.0.6 } } }\nsellers:\n${seller("bakery", "500100732259", links[0])}${seller("fish", "7707083893", links[1])}`,
    );
    expect(configuredAddresses(shop).map(({ name, host }) => [name, host])).toEqual([
      ["registrar", "10.0.0.6"],
      ["registrar bakery", "10.0.0.7"],
    ]);
    expect(checkPorts(shop, [])).toMatchObject([{ name: "registrar fish", state: "error" }]);
  });

  it("finds configured ports under any of their names", () => {
    const link = join(folder, "kkt");
    symlinkSync("/dev/null", link);
    const shop = config(`fiscal: { link: { serial: { path: /dev/ttyS0 } } }
scanners:
  - { name: a, kind: serial, path: /dev/serial/by-id/usb-x }
  - { name: b, kind: serial, path: ${link} }
  - { name: c, kind: serial, path: COM3 }`);
    const present = [{ path: "/dev/ttyS0" }, { path: "/dev/ttyACM0", stablePath: "/dev/serial/by-id/usb-x" }, { path: "/dev/null" }];
    const checks = checkPorts(shop, present);
    expect(checks.map(({ name, state }) => [name, state])).toEqual([
      ["registrar", "ok"],
      ["a", "ok"],
      ["b", "ok"],
      ["c", "error"],
    ]);
    expect(checks[3]?.text.en).toBe("no port COM3; present: /dev/ttyS0, /dev/serial/by-id/usb-x, /dev/null");
  });

  it("asks nothing of emulated devices", () => {
    const training = config("fiscal: { link: { serial: { path: COM1 } } }\nembedded: { kkt: true }");
    expect(checkPorts(training, [])).toEqual([]);
    expect(configuredAddresses(training)).toEqual([]);
  });

  it("finds HID scanners by vendor, product and path", () => {
    const shop = config(`fiscal: { link: { tcp: { host: x } } }
scanners: [{ name: a, kind: hid-pos, vendorId: 1, productId: 2 }, { name: b, kind: hid-pos, vendorId: 1, path: /dev/hidraw9 }]`);
    const device = {
      path: "/dev/hidraw1",
      vendorId: 1,
      productId: 2,
      usagePage: null,
      usage: null,
      serialNumber: null,
      product: "Scanner",
    };
    expect(checkHidScanners(shop, [device]).map(({ name, state }) => [name, state])).toEqual([
      ["a", "ok"],
      ["b", "error"],
    ]);
  });

  it("connects to every address that must answer", async () => {
    const server = createServer((socket) => socket.end());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const shop = config(`fiscal: { link: { tcp: { host: 127.0.0.1, port: ${port} } } }
cardTerminal: { host: 127.0.0.1, port: 1 }
marking: { tsPiot: { url: "http://127.0.0.1:${port}", clientId: x, token: x } }`);
    expect((await checkAddresses(shop, systemClock)).map(({ name, state }) => [name, state])).toEqual([
      ["registrar", "ok"],
      ["card-terminal", "error"],
      ["ts-piot", "ok"],
    ]);
    await new Promise((resolve) => server.close(resolve));
  });

  it("asks the marking services how they are, changes nothing, and leaves emulated ones out", async () => {
    const base = { port: 0, clock: systemClock, log: silentLog };
    const tsPiot = await startTsPiotEmulator(base);
    const module = await startLocalModuleEmulator({ ...base, user: "u", password: "p", token: "k", phase: "sync_error" });
    const trueApi = await startTrueApiEmulator({ ...base, hosts: 2, apiKey: "k" });
    trueApi.hosts[1]?.setAvgTime(null);
    const shop = {
      ...config(`fiscal: { link: { tcp: { host: 127.0.0.1 } } }
marking:
  tsPiot: { url: "${tsPiot.url}", clientId: x, token: x }
  trueApi: { listUrl: "${trueApi.listUrl}", apiKey: k }
  localModule: { url: "${module.url}", user: u, password: p, token: k }`),
      dataDir: folder,
    };
    const seen = await checkMarkingServices(shop, systemClock, "0");
    expect(seen.map(({ name, state }) => [name, state])).toEqual([
      ["ts-piot", "ok"],
      ["true-api", "warn"],
      ["local-module", "warn"],
    ]);
    expect(seen[0]?.text.en).toBe("v3, 1800 ms, lm 2.6.1-emulated ready");
    expect(seen[2]?.text.en).toBe("2.6.1-emulated sync_error");
    expect(module.inits()).toBe(0);
    const training = { ...shop, embedded: { ...shop.embedded, tsPiot: true, localModule: true } };
    expect((await checkMarkingServices(training, systemClock, "0")).map(({ name }) => name)).toEqual(["true-api"]);
    await Promise.all([tsPiot.close(), module.close(), trueApi.close()]);
    expect((await checkMarkingServices(shop, systemClock, "0")).map(({ state }) => state)).toEqual(["error", "error", "error"]);
    expect(await checkMarkingCounts({ ...shop, dataDir: join(folder, "none") }, systemClock)).toEqual([]);
  });

  it("names the certificate file of a marking service that cannot be read", async () => {
    const shop = config(`fiscal: { link: { tcp: { host: 127.0.0.1 } } }
marking: { localModule: { url: "https://127.0.0.1:1", caFile: ${join(folder, "no-such.pem")}, user: u, password: p } }`);
    expect(await checkMarkingServices(shop, systemClock, "0")).toMatchObject([
      { name: "local-module", state: "error", text: { en: expect.stringContaining("no-such.pem") as string } },
    ]);
  });

  it("knows the usual ports of services", () => {
    const shop = config('fiscal: { link: { tcp: { host: h } } }\nupload: { iteem: { url: "https://iteem.example/x", token: x } }');
    expect(configuredAddresses(shop)).toContainEqual({ name: "iteem", host: "iteem.example", port: 443 });
  });
});
