import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { errorText, type AppError } from "./errors/index.ts";
import { loadConfig } from "./load.ts";
import { configNotices } from "./notices.ts";
import { err, ok } from "./result.ts";
import { MINIMAL, PIN_HASH } from "./testing/minimal-config.ts";

function load(yaml: string, env: Record<string, string> = {}, files: Record<string, string> = {}) {
  const all: Record<string, string> = { "/etc/till/till.yaml": yaml, ...files };
  return loadConfig({
    file: "/etc/till/till.yaml",
    env,
    readFile: (path) => {
      const content = all[path];
      return content === undefined ? err("ENOENT: no such file") : ok(content);
    },
  });
}

function loaded(yaml: string, env: Record<string, string> = {}, files: Record<string, string> = {}) {
  const result = load(yaml, env, files);
  if (!result.ok) throw new Error(result.error.map((error) => errorText(error, "en")).join("\n"));
  return result.value;
}

function problems(yaml: string, env: Record<string, string> = {}): string[] {
  const result = load(yaml, env);
  if (result.ok) throw new Error("expected problems");
  return result.error.map((error) => errorText(error, "en"));
}

describe("a correct file", () => {
  it("gets every default", () => {
    const config = loaded(MINIMAL);
    expect(config.till).toMatchObject({ inn: "7701234560", timeZone: "Europe/Moscow", language: "ru", theme: "light" });
    expect(config.api).toEqual({ host: "127.0.0.1", port: 8780, allowedHosts: [], allowedOrigins: [] });
    expect(config.fiscal.link).toEqual({ tcp: { host: "127.0.0.1", port: 7778 } });
    expect(config.fiscal.operatorPassword.reveal()).toBe("1");
    expect(config.receipt.manualDiscountLimitBasisPoints).toEqual({ cashier: 0, senior: 1000, manager: 3000 });
    expect(config.loyalty.programme.redeemLimitBasisPoints).toBe(3000);
    expect(config.access.lockAfterFailures).toBe(5);
    expect(config.embedded.kkt).toBe(false);
    expect(config.display).toBeUndefined();
    expect(config.scanners).toEqual([]);
  });

  it("starts relative paths at its own folder and leaves absolute ones of any system alone", () => {
    expect(loaded(MINIMAL).dataDir).toBe("/etc/till/data");
    expect(loaded(MINIMAL.replace("dataDir: data", "dataDir: ../x")).dataDir).toBe("/etc/x");
    expect(loaded(MINIMAL.replace("dataDir: data", "dataDir: C:\\Till")).dataDir).toBe("C:\\Till");
  });

  it("keeps leading zeros of unquoted digits in text fields", () => {
    expect(loaded(MINIMAL.replace("shopId: s1", "shopId: 007")).till.shopId).toBe("007");
    expect(loaded(MINIMAL.replace("7701234560", "0278123453")).till.inn).toBe("0278123453");
  });

  it("treats a key without value as absent", () => {
    const config = loaded(`${MINIMAL}display:\nlog:\n`);
    expect(config.display).toBeUndefined();
    expect(config.log).toEqual({ level: "info" });
  });

  it("understands anchors and aliases", () => {
    const yaml = MINIMAL.replace("shopId: s1", "shopId: &s s1").replace("shopName: Магазин", "shopName: *s");
    expect(loaded(yaml).till.shopName).toBe("s1");
  });

  it("chooses the scanner's section by its kind", () => {
    const config = loaded(
      `${MINIMAL}scanners:\n  - { name: a, kind: serial, path: COM3 }\n  - { name: b, kind: wedge }\n  - { name: c, kind: hid-pos, vendorId: 0x0c2e }\n`,
    );
    expect(config.scanners).toEqual([
      { name: "a", kind: "serial", path: "COM3", baud: 9600, suffix: "cr", aim: true, side: "cashier" },
      { name: "b", kind: "wedge", suffix: "cr", side: "cashier" },
      { name: "c", kind: "hid-pos", vendorId: 0x0c2e, side: "cashier" },
    ]);
  });
});

describe("messages", () => {
  const changed = (from: string, to: string): string[] => problems(MINIMAL.replace(from, to));

  it.each<[what: string, from: string, to: string, expected: string]>([
    [
      "unknown key near a known one",
      "  shopName:",
      "  shopNmae: x\n  shopName:",
      "till.yaml:4: unknown key till.shopNmae. Did you mean shopName?",
    ],
    [
      "unknown key far from all",
      "dataDir: data",
      "dataDir: data\nzebra: 1",
      "till.yaml:8: unknown key zebra. Remove it or correct its name.",
    ],
    ["missing key", "  inn: 7701234560\n", "", "till.yaml:2: the required key till.inn is missing. Add it."],
    ["missing section", "dataDir: data\n", "", "till.yaml:1: the required key dataDir is missing. Add it."],
    [
      "wrong word",
      "role: cashier",
      "role: boss",
      'till.yaml:12: access.staff.0.role must be one of: cashier, senior, manager, technician; found "boss".',
    ],
    [
      "wrong control digit",
      "7701234560",
      "7701234561",
      'till.yaml:6: till.inn has a wrong form: "7701234561". A correct example: 7707083893.',
    ],
    [
      "two ways to connect",
      "{ tcp: { host: 127.0.0.1 } }",
      "{ tcp: { host: a }, serial: { path: COM1 } }",
      "till.yaml:9: fiscal.link needs exactly one of the keys: tcp, serial, webRequests, driver.",
    ],
    [
      "no way to connect",
      "{ tcp: { host: 127.0.0.1 } }",
      "{}",
      "till.yaml:9: fiscal.link needs exactly one of the keys: tcp, serial, webRequests, driver.",
    ],
    [
      "a connection of another family",
      "{ tcp: { host: 127.0.0.1 } }",
      "{ webRequests: {} }",
      "till.yaml:9: fiscal.kind must be one of: atol; found shtrih-m.",
    ],
    [
      "a word for a number",
      "{ host: 127.0.0.1 }",
      "{ host: a, port: many }",
      'till.yaml:9: fiscal.link.tcp.port must be a whole number from 1 to 65535, found "many".',
    ],
    [
      "a number out of range",
      "{ host: 127.0.0.1 }",
      "{ host: a, port: 70000 }",
      'till.yaml:9: fiscal.link.tcp.port must be a whole number from 1 to 65535, found "70000".',
    ],
    [
      "a fraction",
      "{ host: 127.0.0.1 }",
      "{ host: a, port: 1.5 }",
      'till.yaml:9: fiscal.link.tcp.port must be a whole number from 1 to 65535, found "1.5".',
    ],
    [
      "yes for true",
      "dataDir: data",
      "dataDir: data\nloyalty: { enabled: yes }",
      'till.yaml:8: loyalty.enabled must be true or false, found "yes".',
    ],
    [
      "a section for a list",
      "dataDir: data",
      "dataDir: data\nscanners: { name: a }",
      "till.yaml:8: scanners must be a list (lines that begin with a dash), found {…}.",
    ],
    ["a word for a section", "dataDir: data", "dataDir: data\napi: 8080", 'till.yaml:8: api must be a section with keys, found "8080".'],
    [
      "an empty list",
      `    - { id: anna, name: Анна, role: cashier, pinHash: "${PIN_HASH}" }`,
      "    []",
      "till.yaml:12: access.staff must have 1 to 200 elements, found 0.",
    ],
    [
      "text too long",
      "shopName: Магазин",
      `shopName: ${"я".repeat(65)}`,
      `till.yaml:4: till.shopName must be a text of 1 to 64 characters, found "${"я".repeat(40)}…".`,
    ],
    [
      "listening to strangers",
      "dataDir: data",
      "dataDir: data\napi: { host: 0.0.0.0 }",
      'till.yaml:8: api.host has a wrong form: "0.0.0.0". A correct example: 127.0.0.1.',
    ],
    ["a tab", "  id: t1", "\tid: t1", "till.yaml:2: not valid YAML: Tabs are not allowed as indentation. Correct the line."],
    ["a key twice", "  shopId: s1", "  shopId: s1\n  shopId: s2", "till.yaml:4: the key stands twice. Keep one."],
  ])("%s", (_what, from, to, expected) => {
    expect(MINIMAL).toContain(from);
    expect(changed(from, to)).toContain(expected);
  });

  it("come all at once, in the order of the file", () => {
    const yaml = MINIMAL.replace("role: cashier", "role: boss")
      .replace("shopId: s1", "shopIdd: s1")
      .replace("dataDir: data", "dataDir: []");
    expect(problems(yaml).map((text) => text.split(" ")[0])).toEqual(["till.yaml:2:", "till.yaml:3:", "till.yaml:7:", "till.yaml:12:"]);
  });

  it("name the file that is not there", () => {
    const result = loadConfig({ file: "/nowhere.yaml", env: {}, readFile: () => err("ENOENT") });
    expect(result).toEqual({ ok: false, error: [{ code: "CFG901", details: { file: "/nowhere.yaml", reason: "ENOENT" } }] });
  });

  it("survive rubbish", () => {
    for (const yaml of ["", "[]", "x", "- - -", "{", "\u0000", "a: *b", "a: &a [*a, *a]", "? [1, 2]\n: 3"])
      expect(problems(yaml).length).toBeGreaterThan(0);
  });

  it("end a file that expands without end", () => {
    const yaml = `a: &a [x, x, x, x, x, x, x, x, x, x]\n${[..."bcdefgh"].map((key, index) => `${key}: &${key} [${Array(10).fill(`*${"abcdefgh"[index]}`).join(", ")}]`).join("\n")}`;
    expect(problems(yaml)).toContain("till.yaml:5: not valid YAML: aliases expand too far. Correct the line.");
    expect(problems("a: &a [*a]")).toEqual(["till.yaml:1: not valid YAML: nothing is anchored as a. Correct the line."]);
  });
});

describe("rules over several settings", () => {
  it("one serial port, one device", () => {
    const yaml = `${MINIMAL}scanners: [{ name: a, kind: serial, path: COM3 }]\ndisplay: { kind: cd5220, path: COM3 }\n`;
    expect(problems(yaml)).toEqual(["till.yaml:14: display.path: COM3 is taken already (scanners.0.path). Choose another one."]);
    expect(loaded(`${yaml}embedded: { display: true }\n`).embedded.display).toBe(true);
  });

  it("names differ", () => {
    const yaml = `${MINIMAL}scanners:\n  - { name: a, kind: wedge }\n  - { name: a, kind: serial, path: COM3 }\n`;
    expect(problems(yaml)).toEqual(["till.yaml:15: scanners.1.name: a is taken already (scanners.0.name). Choose another one."]);
  });

  it("one keyboard wedge", () => {
    const yaml = `${MINIMAL}scanners:\n  - { name: a, kind: wedge }\n  - { name: b, kind: wedge }\n`;
    expect(problems(yaml)).toEqual(["till.yaml:15: scanners.1.kind: wedge is taken already (scanners.0.kind). Choose another one."]);
  });

  it("weight templates can be told apart", () => {
    expect(problems(`${MINIMAL}receipt: { weightBarcodes: [22CCCCCWWWWWK, 221CCCCWWWWWK] }\n`)).toEqual([
      "till.yaml:13: receipt.weightBarcodes.1: 221 is taken already (receipt.weightBarcodes.0). Choose another one.",
    ]);
    expect(problems(`${MINIMAL}receipt: { weightBarcodes: [22CCCCCWWWWWWK] }\n`)[0]).toContain("A correct example: 22CCCCCWWWWWK");
  });

  it("banknotes ascend", () => {
    expect(problems(`${MINIMAL}receipt: { suggestedNotesRub: [100, 50] }\n`)).toEqual([
      "till.yaml:13: receipt.suggestedNotesRub.1 must be a whole number from 101 to 5000, found 50.",
    ]);
  });
});

describe("secrets", () => {
  const withToken = (token: string): string => `${MINIMAL}upload: { iteem: { url: "https://iteem.example", token: ${token} } }\n`;

  it("come from a variable, a file, or the place itself", () => {
    expect(loaded(withToken("{ env: TOKEN }"), { TOKEN: "t-1" }).upload.iteem?.token.reveal()).toBe("t-1");
    expect(loaded(withToken("{ file: token }"), {}, { "/etc/till/token": "t-2\r\n" }).upload.iteem?.token.reveal()).toBe("t-2");
    expect(loaded(withToken("t-3")).upload.iteem?.token.reveal()).toBe("t-3");
  });

  it("say what is missing", () => {
    expect(problems(withToken("{ env: TOKEN }"))).toEqual([
      "till.yaml:13: upload.iteem.token: the environment variable TOKEN is not set. Set it for the till's service.",
    ]);
    expect(problems(withToken("{ file: token }"))).toEqual([
      "till.yaml:13: upload.iteem.token: the file with the secret cannot be read: /etc/till/token. Check the path and permissions.",
    ]);
    expect(problems(withToken("{ vault: x }"))).toEqual(["till.yaml:13: upload.iteem.token needs exactly one of the keys: env, file."]);
  });

  it("never appear in print, JSON or messages", () => {
    const config = loaded(withToken("hush-hush"));
    for (const shown of [JSON.stringify(config), inspect(config, { depth: null }), String(config.upload.iteem?.token)]) {
      expect(shown).toContain("[secret]");
      expect(shown).not.toContain("hush-hush");
      expect(shown).not.toContain(PIN_HASH.slice(-20));
    }
    const wrong = load(MINIMAL.replace(PIN_HASH, "4711-in-clear"));
    expect(JSON.stringify(wrong)).not.toContain("4711-in-clear");
    expect(wrong.ok).toBe(false);
  });

  it("are understood in secret fields only", () => {
    expect(problems(MINIMAL.replace("shopName: Магазин", "shopName: { env: NAME }"), { NAME: "x" })).toEqual([
      "till.yaml:4: till.shopName must be a text of 1 to 64 characters, found {…}.",
    ]);
  });
});

describe("environment overrides", () => {
  it("replace settings of the file, typed by the schema", () => {
    const config = loaded(`${MINIMAL}scanners: [{ name: a, kind: serial, path: COM3 }]\n`, {
      TILL__API__PORT: "9100",
      TILL__DATA_DIR: "/srv/till",
      TILL__LOYALTY__ENABLED: "true",
      TILL__SCANNERS__0__PATH: "/dev/ttyS0",
      TILL__SCANNERS__1: "{ name: w, kind: wedge }",
      TILL__TILL__SHOPNAME: "Лавка: у моста #1",
      TILL__FISCAL__OPERATORPASSWORD: "7",
      TILL__RECEIPT__SUGGESTED_NOTES_RUB: "[100, 500]",
      OTHER: "untouched",
    });
    expect(config.api.port).toBe(9100);
    expect(config.dataDir).toBe("/srv/till");
    expect(config.loyalty.enabled).toBe(true);
    expect(config.scanners).toMatchObject([{ path: "/dev/ttyS0" }, { name: "w", kind: "wedge" }]);
    expect(config.till.shopName).toBe("Лавка: у моста #1");
    expect(config.fiscal.operatorPassword.reveal()).toBe("7");
    expect(config.receipt.suggestedNotesRub).toEqual([100, 500]);
  });

  it("take secrets as text or as a reference", () => {
    const yaml = `${MINIMAL}upload: { iteem: { url: "https://iteem.example", token: a } }\n`;
    expect(loaded(yaml, { TILL__UPLOAD__ITEEM__TOKEN: "b: c" }).upload.iteem?.token.reveal()).toBe("b: c");
    expect(loaded(yaml, { TILL__UPLOAD__ITEEM__TOKEN: "{ env: T }", T: "d" }).upload.iteem?.token.reveal()).toBe("d");
  });

  it("are named in messages", () => {
    expect(problems(MINIMAL, { TILL__API__PORT: "many", TILL__API__PROT: "1", TILL__XYZZY: "1" })).toEqual([
      "The environment variable TILL__API__PROT fits no setting. Did you mean TILL__API__PORT?",
      "The environment variable TILL__XYZZY fits no setting. Did you mean TILL__…?",
      'TILL__API__PORT: api.port must be a whole number from 1 to 65535, found "many".',
    ]);
  });
});

it("every message has its Russian text filled in", () => {
  const result = load(MINIMAL.replace("role: cashier", "role: boss").replace("shopId: s1", "shopIdd: s1"));
  const texts = (result.ok ? [] : (result.error as AppError[])).map((error) => errorText(error, "ru"));
  expect(texts).toEqual([
    "till.yaml:2: не указан обязательный ключ till.shopId. Добавьте его.",
    "till.yaml:3: неизвестный ключ till.shopIdd. Возможно, имелся в виду shopId.",
    'till.yaml:12: access.staff.0.role — нужно одно из значений: cashier, senior, manager, technician; указано "boss".',
  ]);
});

describe("VAT of advances", () => {
  const shop = (taxSystems: string, advanceVat: string | null): string =>
    MINIMAL.replace("fiscal:\n", `fiscal:\n  taxSystems: [${taxSystems}]\n`) +
    (advanceVat === null ? "" : `receipt:\n  advanceVat: "${advanceVat}"\n`);

  it.each([
    ["patent", "5"],
    ["patent", "0"],
    ["osn, esn", "7"],
    ["osn, patent", "5"],
  ])("that no tax system of the seller has is told with its line: %s, %s", (systems, vat) => {
    const line =
      shop(systems, vat)
        .split("\n")
        .findIndex((text) => text.includes("advanceVat")) + 1;
    expect(problems(shop(systems, vat))).toEqual([
      `till.yaml:${line}: receipt.advanceVat: the rate ${vat} exists under none of the till's tax systems: ${systems}. Correct the rate or the systems.`,
    ]);
  });

  it.each([
    ["patent, usn-income", "5"],
    ["patent", "none"],
    ["patent, osn", "22"],
    ["usn-income-outcome", "10"],
  ])("that one of them has is right: %s, %s", (systems, vat) => {
    expect(loaded(shop(systems, vat)).receipt.advanceVat).toBe(vat);
  });

  it.each([
    ["esn", null, ["CFG923"]],
    ["esn", "none", []],
    ["esn", "22", []],
    ["osn", null, []],
    ["usn-income, esn", null, []],
  ])("left to a guess under ЕСХН is worth a notice: %s, %s", (systems, vat, codes) => {
    expect(configNotices(loaded(shop(systems, vat))).map(({ code }) => code)).toEqual(codes);
  });
});
