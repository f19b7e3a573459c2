import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errorText } from "../../../config/errors/index.ts";
import { kopecks } from "../../../config/money.ts";
import { isGtin, withCheckDigit } from "../../../device-drivers/scanner/ean.ts";
import { makeMarkingCode, type CodeForm } from "../emulator/index.ts";
import { typedInRussian } from "../../testing/code-damage.ts";
import { classifyScan, type ClassifiedScan } from "./classify-scan.ts";
import { markingCodeBase64, type MarkingCode } from "./marking-code.ts";
import { markingCodeFromBase64 } from "./parse-marking.ts";

const GS = "\u001d";
const GTIN = "04813445003293";
const TAIL = `${"k7".repeat(21)}k=`;

const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "utf8"));
const scan = (text: string): ClassifiedScan => classifyScan({ bytes: bytesOf(text) });
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

function markingOf(scanned: ClassifiedScan): MarkingCode {
  if (scanned.kind !== "marking") throw new Error(`not a marking code: ${JSON.stringify(scanned)}`);
  return scanned.code;
}

function errorOf(scanned: ClassifiedScan): string {
  return scanned.kind === "refused" ? `${scanned.error.code} ${scanned.error.details["reason"] ?? ""}`.trim() : scanned.kind;
}

const gtin14 = fc.integer({ min: 0, max: 9_999_999_999_999 }).map((number) => {
  return withCheckDigit(String(number).padStart(13, "0")) ?? "";
});
const form = fc.constantFrom<CodeForm>("short", "weighed", "long", "long-88", "tobacco-pack", "tobacco-block");
const madeCode = fc
  .record({
    gtin: gtin14,
    form,
    seed: fc.nat(),
    maximumPriceKop: fc.integer({ min: 1, max: 5000 }).map((roubles) => kopecks(roubles * 100)),
  })
  .map((order) => ({ order, bytes: makeMarkingCode(order) }))
  // such a pack also reads as a cut GS1 code: refused by intention, tested below
  .filter(({ bytes }) => !/^01\d{14}21/.test(textOf(bytes)) || textOf(bytes).includes(GS));

describe("forms of marking codes", () => {
  it("reads the sample of a live client", () => {
    const code = markingOf(classifyScan({ bytes: Buffer.from("MDEwNDgxMzQ0NTAwMzI5MzIxNVRtaVYsZx05M2RHVno=", "base64") }));
    expect(code).toMatchObject({ shape: "short", gtin14: GTIN, serial: "5TmiV,g", cis: `01${GTIN}215TmiV,g`, repaired: [] });
    expect(code.ais).toEqual({ "01": GTIN, "21": "5TmiV,g", "93": "dGVz" });
  });

  it.each([
    ["AIM ]d2", `]d2`],
    ["AIM ]d1", `]d1`],
    ["leading GS", GS],
    ["AIM and GS", `]d2${GS}`],
    ["nothing", ""],
  ])("takes off %s and keeps the rest", (_name, prefix) => {
    const body = `01${GTIN}215TmiV,g${GS}93dGVz`;
    expect(textOf(markingOf(scan(prefix + body)).raw)).toBe(body);
  });

  it("takes off FNC1 shown as E8h", () => {
    const body = Buffer.from(`01${GTIN}215TmiV,g${GS}93dGVz`);
    expect(textOf(markingOf(classifyScan({ bytes: Buffer.concat([Buffer.from([0xe8]), body]) })).raw)).toBe(body.toString());
  });

  it("reads 91 + 92, with the tail of 32 and of 64 bytes, and 240 before or after", () => {
    const head = `01${GTIN}21a"<&>(01)b=c?${GS}`;
    const long = `91EE06${GS}92${TAIL}`;
    const shoes = `91EE06${GS}92${"aB3/".repeat(21)}aB==`;
    expect(markingOf(scan(head + long))).toMatchObject({ shape: "long", serial: 'a"<&>(01)b=c?' });
    expect(markingOf(scan(`${head}2406403${GS}${shoes}`)).ais["240"]).toBe("6403");
    expect(markingOf(scan(`${head}${shoes}${GS}2406403`)).ais["240"]).toBe("6403");
  });

  it("reads weight, volume, a block's price and medicine's dates behind the serial", () => {
    expect(markingOf(scan(`01${GTIN}21abcdef${GS}93dGVz${GS}3103000520`))).toMatchObject({ netWeightGrams: 520, volumeMl: null });
    expect(markingOf(scan(`01${GTIN}21abcdefg${GS}93dGVz${GS}3352001500`))).toMatchObject({ netWeightGrams: null, volumeMl: 15_000 });
    expect(markingOf(scan(`01${GTIN}21abcdefg${GS}93dGVz${GS}3350000030`)).volumeMl).toBe(30_000);
    expect(markingOf(scan(`01${GTIN}21abcdefg${GS}93dGVz${GS}3355050000`)).volumeMl).toBe(500);
    expect(markingOf(scan(`01${GTIN}21abcdefg${GS}8005145000${GS}93dGVz`))).toMatchObject({ shape: "short", maximumPriceKop: 145_000 });
    expect(markingOf(scan(`01${GTIN}21abcdefghijklm${GS}1726123193dGVz`)).ais["17"]).toBe("261231");
    expect(markingOf(scan(`01${GTIN}21abcdefg${GS}93dGVz${GS}92AbCdEfG=${GS}24024022000`)).ais["92"]).toBe("AbCdEfG=");
  });

  it("reads a tobacco pack and its price", () => {
    const code = markingOf(scan("04601234567893>a!b9ZxACVUdGVz"));
    expect(code).toMatchObject({ shape: "tobacco-pack", gtin14: "04601234567893", serial: ">a!b9Zx", cis: "04601234567893>a!b9Zx" });
    expect(code.maximumPriceKop).toBe(14_500);
    expect(markingOf(scan("04601234567893>a!b9ZxAAAAdGVz")).maximumPriceKop).toBeNull();
    expect(markingOf(scan("04601234567893>a!b9ZxABVVdGVz")).maximumPriceKop).toBeNull(); // not whole roubles
  });

  it.each(["RU-401301-AAA0277031", "RU-401301-AAAA0277031"])("reads the fur label %s, which names no goods", (label) => {
    const code = markingOf(scan(label));
    expect(code).toMatchObject({ shape: "fur", gtin14: null, cis: label, serial: label.slice(10), ais: {}, repaired: [] });
    expect(markingCodeFromBase64(markingCodeBase64(code))).toEqual({ ok: true, value: code });
  });

  it("accepts serials of unusual length when GS is there", () => {
    expect(markingOf(scan(`01${GTIN}21abcdefghijkl${GS}93dGVz`)).serial).toHaveLength(12);
  });
});

describe("refusals", () => {
  it.each([
    ["a cut code", `01${GTIN}21abcdef${GS}93dG`, "MRK500 bad-value"],
    ["a cut behind GS", `01${GTIN}21abcdef${GS}93dGVz${GS}`, "MRK500 trailing-gs"],
    ["no check part", `01${GTIN}21abcdefghijklm`, "MRK501 no-check-part"],
    ["91 without 92", `01${GTIN}21abcdefghijklm${GS}91EE06`, "MRK501 no-check-part"],
    ["a lost GS behind 93", `01${GTIN}21abcdef${GS}93dGVz3103000520`, "MRK500 bad-value"],
    ["a double GS", `01${GTIN}21abcdef${GS}${GS}93dGVz`, "MRK500 double-gs"],
    ["an AI twice", `01${GTIN}21abcdef${GS}93dGVz${GS}93dGVz`, "MRK500 ai-twice"],
    ["an unknown AI", `01${GTIN}21abcdef${GS}88dGVz`, "MRK500 unknown-ai"],
    ["335N with N > 5", `01${GTIN}21abcdefg${GS}93dGVz${GS}3356000100`, "MRK500 unknown-ai"],
    ["a wrong GTIN", `0104813445003294215TmiV,g${GS}93dGVz`, "MRK500 gtin-check-digit"],
    ["a pack with a wrong GTIN", "04601234567890>a!b9ZxACVUdGVz", "MRK500 gtin-check-digit"],
    ["a lost leading zero and lost GS", `1${GTIN}21abcdefghijklm91EE0692${TAIL}`, "MRK500 damaged-twice"],
    ["a pack without its leading zero", "4601234567893>a!b9ZxACVUdGVz", "MRK500 leading-zero-lost"],
    ["a tail that is no Base64", `01${GTIN}21abcdefghijklm${GS}91EE06${GS}92${TAIL.slice(1)}`, "MRK500 crypto-tail"],
    ["Caps Lock", `01${GTIN}21ABCDEFGHIJKLM${GS}91EE06${GS}92${TAIL.toUpperCase()}`, "MRK503 caps-lock"],
    ["letters of both layouts", `01${GTIN}21фисdef${GS}93вПМя`, "MRK503 mixed-layout"],
    ["Caps Lock on a fur label", "ru-401301-aaa0277031", "MRK503 caps-lock"],
    ["two codes", `01${GTIN}21abcdef${GS}93dGVz01${GTIN}21abcdeg${GS}93dGVz`, "MRK507"],
    ["two packs", "04601234567893>a!b9ZxACVUdGVz04601234567893>a!b9ZyACVUdGVz", "MRK507"],
    ["an EAN and a code", `4601234567893\r\n01${GTIN}21abcdef${GS}93dGVz`, "MRK507"],
    ["a code three times", `01${GTIN}21abcdef${GS}93dGVz`.repeat(3), "MRK504"],
    ["a code twice, line ends between", `01${GTIN}21abcdef${GS}93dGVz\r\n01${GTIN}21abcdef${GS}93dGVz`, "MRK504"],
    ["a tobacco pack's code of identification", "04601234567893>a!b9Zx", "MRK501 bare-identification"],
    ["the same with its price", "04601234567893>a!b9ZxACVU", "MRK501 bare-identification"],
    ["an SSCC with more behind", `001460123456789012363712`, "MRK505"],
    ["Base64 of a code without GS", Buffer.from(`01${GTIN}21abcdef93dGVz`).toString("base64"), "MRK500 damaged-twice"],
    ["a volume of parts of a millilitre", `01${GTIN}21abcdefg${GS}93dGVz${GS}3355000150`, "MRK500 bad-value"],
    ["a code read twice", `01${GTIN}21abcdef${GS}93dGVz`.repeat(2), "MRK504"],
    ["a pack read twice", "04601234567893>a!b9ZxACVUdGVz".repeat(2), "MRK504"],
    ["an EAN read twice", "46012345678934601234567893", "MRK504"],
    ["an SSCC", "00146012345678901236", "MRK505"],
    ["contents of an aggregate", `02${GTIN}3712`, "MRK508"],
    ["an old excise stamp whose number is no alcocode", `22N${"0A".repeat(32)}0`, "ALC852 alcocode"],
    ["nothing", "", "MRK500 empty"],
  ])("refuses %s", (_name, text, expected) => {
    const scanned = scan(text);
    expect(errorOf(scanned)).toBe(expected);
    if (scanned.kind === "refused") expect(errorText(scanned.error, "ru") + errorText(scanned.error, "en")).not.toMatch(/[{}]/);
  });

  it("refuses a text that reads both as a pack and as a GS1 code", () => {
    const both = [..."0123456789"].flatMap((twelfth) =>
      [..."0123456789"]
        .map((fourteenth) => `01460123456${twelfth}1${fourteenth}`)
        .flatMap((head) => {
          const pack = [..."0123456789"].map((digit) => `${head.slice(0, 13)}${digit}`).filter(isGtin);
          return pack.flatMap((gtin) =>
            [..."0123456789"].flatMap((a) => [..."0123456789"].map((b) => `${gtin}${a}${b}21bcdefghijkl`.slice(0, 29))),
          );
        }),
    );
    const ambiguous = both.find((text) => text.length === 29 && isGtin(text.slice(0, 14)) && isGtin(text.slice(2, 16)));
    expect(ambiguous).toBeDefined();
    expect(errorOf(scan(ambiguous ?? ""))).toBe("MRK502");
  });

  it("refuses more than a scanner can send", () => {
    expect(errorOf(classifyScan({ bytes: new Uint8Array(5000).fill(0x31) }))).toBe("MRK500 too-long");
    expect(errorOf(scan(`01${GTIN}21${"a".repeat(300)}`))).toBe("MRK500 too-long");
  });

  it("refuses a DataMatrix of GS1 that is no marking code", () => {
    expect(errorOf(scan(`]d201${GTIN}`))).toBe("MRK500 not-a-marking-code");
  });
});

describe("what is mended is told", () => {
  const short = `01${GTIN}21abcdef${GS}93dGVz`;
  const long = `01${GTIN}21abcdefghijklm${GS}91EE06${GS}92${TAIL}`;
  const inRussian = (text: string): string => typedInRussian(text);

  it.each<[string, string, string, readonly string[]]>([
    ["line end and blanks", `  ${short}\r\n`, short, ["trimmed"]],
    ["^] for GS", short.replace(GS, "^]"), short, ["gs-substitute"]],
    ["a tilde for GS", long.replaceAll(GS, "~"), long, ["gs-substitute"]],
    ["\\x1D for GS and FNC1", `\\x1D${short.replace(GS, "\\x1D")}`, short, ["gs-substitute"]],
    ["<GS> for GS", long.replaceAll(GS, "<GS>"), long, ["gs-substitute"]],
    ["key names for two GS", long.replaceAll(GS, "F8"), long, ["gs-substitute"]],
    ["the Russian layout", inRussian(short), short, ["russian-layout"]],
    ["the Russian layout, all GS lost", inRussian(long.replaceAll(GS, "")), long, ["russian-layout", "gs-restored"]],
    ["the Russian layout and a tilde", inRussian(long.replaceAll(GS, "~")), long, ["russian-layout", "gs-substitute"]],
    ["a lost leading zero", short.slice(1), short, ["leading-zero"]],
    ["Base64", Buffer.from(`]d2${long}`).toString("base64"), long, ["base64"]],
    ["a pack in the Russian layout", "04601234567893Юф!и9ЯчФСМГвПМя", "04601234567893>a!b9ZxACVUdGVz", ["russian-layout"]],
    ["AIM and FNC1, no damage", `]d2${GS}${short}`, short, []],
    ["FNC1 as a letter, no damage", `\u00e8${short}`, short, []],
  ])("%s", (_name, damaged, whole, repaired) => {
    const code = markingOf(scan(damaged));
    expect({ raw: textOf(code.raw), repaired: code.repaired }).toEqual({ raw: whole, repaired });
  });

  it.each([
    ["one key name for the only GS", short.replace(GS, "F8"), "MRK502"],
    ["029 for the only GS", short.replace(GS, "029"), "MRK502"],
    ["a foreign sign for GS", short.replace(GS, "@"), "MRK500 bad-value"],
    ["a sign for one GS of two", long.replace(GS, "~"), "MRK500 bad-value"],
    ["two different signs", long.replace(GS, "~").replace(GS, "#"), "MRK500 bad-value"],
  ])("%s is refused", (_name, damaged, expected) => {
    expect(errorOf(scan(damaged))).toBe(expected);
  });
});

describe("lost GS", () => {
  const withoutGs = (code: string): string => code.replaceAll(GS, "");

  it.each([
    ["91 + 92, serial 13", `01${GTIN}21abcdefghijklm${GS}91EE06${GS}92${TAIL}`],
    ["91 + 92, serial 20", `01${GTIN}21abcdefghijklmnopqrst${GS}91EE06${GS}92${TAIL}`],
    ["91 + 92, serial 6", `01${GTIN}21abcdef${GS}91EE06${GS}92${TAIL}`],
    ["93, serial 6", `01${GTIN}21abcdef${GS}93dGVz`],
    ["93, serial 13 with 93 inside", `01${GTIN}21ab93cd91efghi${GS}93dGVz`],
    ["weight", `01${GTIN}21abcdef${GS}93dGVz${GS}3103000520`],
    ["volume", `01${GTIN}21abcdefg${GS}93dGVz${GS}3352001500`],
    ["91 + 92 and weight", `01${GTIN}21abcdef${GS}91EE06${GS}92${TAIL}${GS}3103000520`],
    ["shoes with an HS code behind", `01${GTIN}21abcdefghijklm${GS}91EE06${GS}92${"aB3/".repeat(21)}aB==${GS}2406403`],
    ["Belarusian milk", `01${GTIN}21abcdefgh${GS}93dGVz`],
    ["old milk", `01${GTIN}21abcdefghijklm${GS}1726123193dGVz`],
    ["old milk with minutes", `01${GTIN}21abcdefghijklm${GS}70032612311200${GS}93dGVz`],
    ["block with an HS code", `01${GTIN}21abcdefg${GS}8005145000${GS}93dGVz${GS}24024022000`],
    ["block", `01${GTIN}21abcdefg${GS}8005145000${GS}93dGVz`],
  ])("comes back: %s", (_name, full) => {
    const code = markingOf(scan(withoutGs(full)));
    expect(textOf(code.raw)).toBe(full);
    expect(code.repaired).toEqual(["gs-restored"]);
  });

  it("is refused when a bare code of identification fits as well, unless the goods card's group decides", () => {
    const full = `01${GTIN}21abcdefg${GS}93dGVz`;
    const bytes = bytesOf(withoutGs(full));
    expect(errorOf(classifyScan({ bytes }))).toBe("MRK502");
    expect(textOf(markingOf(classifyScan({ bytes }, { groupOf: () => "beer" })).raw)).toBe(full);
    expect(errorOf(classifyScan({ bytes }, { groupOf: () => "water" }))).toBe("MRK501 no-check-part");
    expect(errorOf(classifyScan({ bytes }, { groupOf: () => null }))).toBe("MRK502");
  });

  it.each([
    ["a block's price", `01${GTIN}21abcdefg8005145000${GS}93dGVz`],
    ["a block's price, GS replaced", `01${GTIN}21abcdefg%8005145000${GS}93dGVz`],
    ["shoes' HS code", `01${GTIN}21abcdefghijklm2406403${GS}91EE06${GS}92${"aB3/".repeat(21)}aB==`],
  ])("is refused when only the one before %s is lost", (_name, text) => {
    expect(errorOf(scan(text))).toBe("MRK502");
  });

  it("is never repaired wrongly", () => {
    fc.assert(
      fc.property(madeCode, ({ bytes, order }) => {
        fc.pre(order.form !== "tobacco-pack");
        const full = textOf(bytes);
        const scanned = scan(withoutGs(full));
        if (scanned.kind === "marking") expect(textOf(scanned.code.raw)).toBe(full);
        else expect(scanned.kind).toBe("refused");
      }),
    );
  });
});

describe("other scans", () => {
  it.each(["4601234567893", "46012340", "036000291452", "04601234567893"])("reads %s as a retail barcode", (text) => {
    expect(scan(text)).toEqual({ kind: "ean", text });
  });

  it("tells a misread retail barcode: for sure when the symbology is known, as a suspicion otherwise", () => {
    expect(classifyScan({ symbology: "ean13", bytes: bytesOf("4601234567894") })).toMatchObject({
      kind: "refused",
      error: { code: "DEV203" },
    });
    expect(scan("]E04601234567894")).toMatchObject({ kind: "refused", error: { code: "DEV203" } });
    expect(scan("4601234567894")).toMatchObject({ kind: "text", misread: { code: "DEV203" } });
  });

  it("tells a bare SSCC and a customs aggregate when nothing else is known by their digits", () => {
    expect(scan("146012345678901236")).toMatchObject({ kind: "text", misread: { code: "MRK505" } });
    expect(scan("5001007322592411260000017")).toMatchObject({ kind: "text", misread: { code: "MRK508" } });
    expect(scan("0077070838932411260000017")).toMatchObject({ kind: "text", misread: { code: "MRK508" } });
    expect(scan("5001007322602411260000017")).toMatchObject({ kind: "text", misread: null });
  });

  it("takes UPC-E and an EAN with an add-on as read", () => {
    expect(classifyScan({ symbology: "upce", bytes: bytesOf("04252614") })).toEqual({ kind: "ean", text: "04252614" });
    expect(classifyScan({ symbology: "ean13", bytes: bytesOf("460123456789312") })).toEqual({ kind: "ean", text: "460123456789312" });
    expect(classifyScan({ symbology: "ean8", bytes: bytesOf("GARBAGE1") }).kind).toBe("refused");
  });

  it("reads the QR of a receipt", () => {
    const text = "t=20261124T1530&s=1234.50&fn=9999078900000001&i=77&fp=3522207165&n=1";
    expect(scan(text)).toMatchObject({ kind: "receipt-qr", text, qr: { totalKop: 123_450, fnSerial: "9999078900000001", fdNumber: 77 } });
  });

  it.each([
    "t=20261124T1530&s=1234.50&fn=9999078900000001&i=77&fp=3522207165",
    "t=20261124T1530&s=1234.50&fn=9999078900000001&i=77&fp=3522207165&n=5",
    "t=yesterday&s=1234.50&fn=9999078900000001&i=77&fp=3522207165&n=1",
    "https://example.org/?a=1",
    "BADGE-17",
    "Привет",
    "29900012345",
    "5",
  ])("leaves %s to the configuration", (text) => {
    expect(scan(text)).toEqual({ kind: "text", text, misread: null });
  });
});

describe("properties", () => {
  it("any generated code parses back, also through its stored form", () => {
    fc.assert(
      fc.property(madeCode, fc.constantFrom("", "]d2", GS), ({ bytes, order }, prefix) => {
        const code = markingOf(classifyScan({ bytes: Buffer.concat([Buffer.from(prefix), bytes]) }));
        expect(textOf(code.raw)).toBe(textOf(bytes));
        expect(code.gtin14).toBe(order.gtin);
        if (order.form.startsWith("tobacco")) expect(code.maximumPriceKop).toBe(order.maximumPriceKop);
        expect(markingCodeFromBase64(markingCodeBase64(code))).toEqual({ ok: true, value: code });
      }),
    );
  });

  it("one wrong digit in the GTIN never passes", () => {
    fc.assert(
      fc.property(madeCode, fc.nat(13), fc.integer({ min: 1, max: 9 }), ({ bytes, order }, at, shift) => {
        const start = order.form === "tobacco-pack" ? 0 : 2;
        const broken = Uint8Array.from(bytes);
        broken[start + at] = 0x30 + (((broken[start + at] ?? 0) - 0x30 + shift) % 10);
        expect(classifyScan({ bytes: broken }).kind).toBe("refused");
      }),
    );
  });

  it("one lost or added byte never yields another code silently, save inside a serial that GS ends", () => {
    fc.assert(
      fc.property(madeCode, fc.nat(), fc.boolean(), fc.integer({ min: 0x21, max: 0x7e }), ({ bytes, order }, where, isLost, added) => {
        const at = where % bytes.length;
        const isInSerial = order.form !== "tobacco-pack" && at >= 17 && at <= bytes.indexOf(0x1d);
        fc.pre(!isInSerial);
        const middle = isLost ? [] : [added, bytes[at] ?? 0];
        const broken = Uint8Array.from([...bytes.subarray(0, at), ...middle, ...bytes.subarray(at + 1)]);
        const scanned = classifyScan({ bytes: broken });
        if (scanned.kind !== "marking") return;
        // a digit more or less of the GTIN is caught by its check digit in nine cases of ten; the length tells the rest
        expect(scanned.code.cis).toBe(markingOf(classifyScan({ bytes })).cis);
        expect(textOf(scanned.code.raw)).toBe(textOf(bytes));
      }),
    );
  });

  it("one wrong byte in the separators or AIs never yields another code silently", () => {
    fc.assert(
      fc.property(madeCode, fc.nat(), fc.integer({ min: 0x20, max: 0x7e }), ({ bytes, order }, pick, other) => {
        fc.pre(order.form !== "tobacco-pack");
        const structure = [...textOf(bytes).matchAll(/^01|(?<=^.{16})21|\u001d(?:9[123]|8005|3103)/g)].flatMap((match) =>
          Array.from(match[0], (_character, offset) => match.index + offset),
        );
        const at = structure[pick % structure.length] ?? 0;
        fc.pre(bytes[at] !== other);
        const broken = Uint8Array.from(bytes);
        broken[at] = other;
        const scanned = classifyScan({ bytes: broken });
        // a sign that stands for GS, or a blank for the first 0: mended
        if (scanned.kind === "marking") expect(textOf(scanned.code.raw)).toBe(textOf(bytes));
      }),
    );
  });

  it("never throws, whatever is scanned", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(["ean", "marking", "receipt-qr", "text", "refused"]).toContain(classifyScan({ bytes }).kind);
      }),
    );
  });
});
