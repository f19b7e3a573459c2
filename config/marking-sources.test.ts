import { describe, expect, it } from "vitest";
import { errorText } from "./errors/index.ts";
import { loadConfig } from "./load.ts";
import { checkLimitMs, checkSources } from "./marking-sources.ts";
import { configNotices } from "./notices.ts";
import { ok } from "./result.ts";
import { MINIMAL } from "./testing/minimal-config.ts";

function load(yaml: string) {
  return loadConfig({ file: "/etc/till/till.yaml", env: {}, readFile: () => ok(yaml) });
}

function loaded(yaml: string) {
  const result = load(yaml);
  if (!result.ok) throw new Error(result.error.map((error) => errorText(error, "en")).join("\n"));
  return result.value;
}

function problems(yaml: string): string[] {
  const result = load(yaml);
  return result.ok ? [] : result.error.map((error) => errorText(error, "en"));
}

describe("marking services", () => {
  const shop = (marking: string): string => `${MINIMAL}marking:\n${marking}`;
  const TS_PIOT = "  tsPiot: { url: http://127.0.0.1:51400, clientId: x, token: x }\n";
  const MODULE = "  localModule: { user: x, password: x }\n";

  it("are asked in the usual order, or in that of the list; a file of before keeps its one service and its time", () => {
    expect(checkSources(loaded(shop(MODULE + TS_PIOT)).marking)).toEqual(["ts-piot", "local-module"]);
    const listed = loaded(shop(`  sources: [local-module, ts-piot]\n${MODULE}${TS_PIOT}`)).marking;
    expect(checkSources(listed)).toEqual(["local-module", "ts-piot"]);
    const before = loaded(shop(TS_PIOT.replace("token: x", "token: x, timeoutMs: 5000"))).marking;
    expect([checkSources(before), checkLimitMs(before)]).toEqual([["ts-piot"], 5_000]);
    expect(checkLimitMs(loaded(shop(MODULE + TS_PIOT)).marking)).toBe(2_500);
    expect(checkLimitMs(loaded(shop(`  timeoutMs: 4000\n${MODULE}${TS_PIOT}`)).marking)).toBe(4_000);
    expect(checkSources(loaded(MINIMAL).marking)).toEqual([]);
  });

  it.each([
    ["  sources: [ts-piot, true-api]\n" + TS_PIOT, /required key marking\.trueApi is missing/],
    ["  sources: [ts-piot, ts-piot]\n" + TS_PIOT, /marking\.sources\.1: ts-piot is taken already \(marking\.sources\.0\)/],
    ["  timeoutMs: 1500\n" + TS_PIOT + MODULE, /marking\.tsPiot\.timeoutMs must be a whole number from 200 to 1499, found 1500/],
    [
      TS_PIOT.replace("clientId", "caFile: ca.pem, clientId"),
      /marking\.tsPiot\.url has a wrong form: http:.* https:\/\/127\.0\.0\.1:51400/,
    ],
    ["  trueApi: { apiKey: x, listUrl: http://cdn.crpt.ru }\n", /marking\.trueApi\.listUrl/],
  ])("that contradict each other are told: %s", (marking, message) => {
    expect(problems(shop(marking))).toEqual([expect.stringMatching(message)]);
  });

  it("described and never asked are worth a notice", () => {
    const notices = configNotices(loaded(shop(`  sources: [ts-piot]\n${MODULE}${TS_PIOT}`)));
    expect(notices).toMatchObject([{ code: "MRK552", details: { section: "marking.localModule" } }]);
    expect(configNotices(loaded(shop(MODULE + TS_PIOT)))).toEqual([]);
  });
});
