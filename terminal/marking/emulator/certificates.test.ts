import { X509Certificate } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { epochMs, systemClock } from "../../../config/clock.ts";
import { silentLog } from "../../../config/log.ts";
import { createServiceExchange } from "../check/http-exchange.ts";
import { createTsPiotClient, type TsPiotClient } from "../check/ts-piot-client.ts";
import { madeCode } from "../test-support.ts";
import { loopbackTls, makeAuthority, startTsPiotEmulator, type TsPiotEmulator } from "./index.ts";

const running: TsPiotEmulator[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((emulator) => emulator.close()));
});

const NOW = systemClock.now();
const DAY_MS = 86_400_000;
const AUTHORITY = makeAuthority("Test CA", NOW);

function issued(hosts: readonly string[], fromDays = -1, toDays = 1) {
  return AUTHORITY.issue({ hosts, validFrom: epochMs(NOW + fromDays * DAY_MS), validTo: epochMs(NOW + toDays * DAY_MS) });
}

async function client(
  tls: { readonly certPem: string; readonly keyPem: string },
  ca: string | undefined,
  plain = false,
): Promise<TsPiotClient> {
  const emulator = await startTsPiotEmulator({ port: 0, tls, clock: systemClock, log: silentLog });
  running.push(emulator);
  return createTsPiotClient({
    baseUrl: plain ? emulator.url.replace("https", "http") : emulator.url,
    clientInfo: { name: "ITEEM Till", version: "0", id: "1", token: "t" },
    timeoutMs: 3_000,
    clock: systemClock,
    log: silentLog,
    exchange: createServiceExchange({ clock: systemClock, ...(ca === undefined ? {} : { ca }) }),
  });
}

async function outcome(asked: TsPiotClient): Promise<string> {
  const answer = await asked.check(madeCode());
  return answer.mode === "unavailable" ? `${answer.error.code} ${String(answer.error.details["reason"])}` : answer.mode;
}

describe("certificates of an emulated service", () => {
  it("are what an X.509 reader takes them for", () => {
    const { certPem } = issued(["localhost", "127.0.0.1"]);
    const [ca, leaf] = [new X509Certificate(AUTHORITY.certPem), new X509Certificate(certPem)];
    expect(ca.ca).toBe(true);
    expect(leaf.ca).toBe(false);
    expect(leaf.verify(ca.publicKey)).toBe(true);
    expect(leaf.checkIssued(ca)).toBe(true);
    expect(leaf.subjectAltName).toBe("DNS:localhost, IP Address:127.0.0.1");
    expect(Date.parse(leaf.validTo)).toBe(Math.floor((NOW + DAY_MS) / 1_000) * 1_000);
    expect(new X509Certificate(makeAuthority("Other", NOW).certPem).publicKey.equals(ca.publicKey)).toBe(false);
  });

  it("serve a till that pins their authority, over real TLS", async () => {
    const tls = loopbackTls(NOW);
    expect(await outcome(await client(tls, tls.caPem))).toBe("online");
  });
});

describe("a service that cannot be trusted is not asked", () => {
  it("another authority", async () => {
    expect(await outcome(await client(issued(["127.0.0.1"]), makeAuthority("Test CA", NOW).certPem))).toMatch(/^MRK536 /);
    expect(await outcome(await client(issued(["127.0.0.1"]), undefined))).toMatch(/^MRK536 /);
  });

  it("a certificate that is over, or not yet valid", async () => {
    expect(await outcome(await client(issued(["127.0.0.1"], -9, -2), AUTHORITY.certPem))).toBe("MRK536 CERT_HAS_EXPIRED");
    expect(await outcome(await client(issued(["127.0.0.1"], 2, 9), AUTHORITY.certPem))).toBe("MRK536 CERT_NOT_YET_VALID");
  });

  it("a certificate for another name", async () => {
    expect(await outcome(await client(issued(["till.example"]), AUTHORITY.certPem))).toBe("MRK536 ERR_TLS_CERT_ALTNAME_INVALID");
  });

  it("plain HTTP to a TLS port", async () => {
    expect(await outcome(await client(issued(["127.0.0.1"]), AUTHORITY.certPem, true))).toMatch(/^MRK531 /);
  });
});
