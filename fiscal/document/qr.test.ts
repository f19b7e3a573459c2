import fc from "fast-check";
import { expect, test } from "vitest";
import { kopecks } from "../../config/money.ts";
import { buildQr, compareQr, parseQr } from "./qr.ts";
import type { ReceiptQr } from "./qr.ts";

const RECORDED = "t=20171214T044021&s=301.50&fn=3149060506089651&i=17&fp=217861848&n=1";

function parsed(text: string): ReceiptQr {
  const result = parseQr(text);
  if (!result.ok) throw new Error(`not a QR: ${text}`);
  return result.value;
}

test("a recorded receipt is read and built again", () => {
  const qr = parsed(RECORDED);
  expect(qr).toEqual({
    localEpochSeconds: Date.parse("2017-12-14T04:40:21Z") / 1000,
    hasSeconds: true,
    totalKop: 30150,
    fnSerial: "3149060506089651",
    fdNumber: 17,
    fiscalSign: "217861848",
    sign: 1,
  });
  expect(buildQr(qr)).toBe(RECORDED);
});

test.each([
  ["a rolled-over date", "t=20260231T0000&s=1.00&fn=3149060506089651&i=17&fp=1&n=1"],
  ["the 25th hour", "t=20260201T2500&s=1.00&fn=3149060506089651&i=17&fp=1&n=1"],
  ["another order of keys", "s=1.00&t=20260201T0000&fn=3149060506089651&i=17&fp=1&n=1"],
  ["a comma", "t=20260201T0000&s=1,00&fn=3149060506089651&i=17&fp=1&n=1"],
  ["one decimal", "t=20260201T0000&s=1.0&fn=3149060506089651&i=17&fp=1&n=1"],
  ["a short drive number", "t=20260201T0000&s=1.00&fn=314906050608965&i=17&fp=1&n=1"],
  ["leading zeros", "t=20260201T0000&s=1.00&fn=3149060506089651&i=017&fp=1&n=1"],
  ["a sign beyond 32 bits", "t=20260201T0000&s=1.00&fn=3149060506089651&i=17&fp=4294967296&n=1"],
  ["an unknown settlement sign", "t=20260201T0000&s=1.00&fn=3149060506089651&i=17&fp=1&n=5"],
  ["a tail", `${RECORDED}&x=1`],
  ["nothing", ""],
])("%s is refused", (_what, text) => {
  expect(parseQr(text)).toMatchObject({ ok: false, error: { code: "FIS451" } });
});

test("any QR comes back from its text", () => {
  const qr = fc.record({
    minutes: fc.nat(60_000_000),
    seconds: fc.nat(59),
    hasSeconds: fc.boolean(),
    totalKop: fc.nat(100_000_000_00).map(kopecks),
    fnSerial: fc.stringMatching(/^\d{16}$/),
    fdNumber: fc.integer({ min: 1, max: 0xffff_ffff }),
    fiscalSign: fc.integer({ min: 0, max: 0xffff_ffff }).map(String),
    sign: fc.constantFrom(1, 2, 3, 4),
  });
  fc.assert(
    fc.property(qr, ({ minutes, seconds, ...rest }) => {
      const whole = { ...rest, localEpochSeconds: minutes * 60 + (rest.hasSeconds ? seconds : 0) };
      expect(parsed(buildQr(whole))).toEqual(whole);
    }),
  );
});

test("any text is answered without a throw", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(parseQr(text).ok).toBe(false);
    }),
  );
});

test("comparison names what differs, and forgives absent seconds", () => {
  const qr = parsed(RECORDED);
  const toTheMinute = parsed(RECORDED.replace("T044021", "T0440"));
  expect(compareQr(qr, toTheMinute)).toEqual([]);
  expect(compareQr(qr, { ...qr, localEpochSeconds: qr.localEpochSeconds + 1 })).toEqual(["t"]);
  expect(compareQr(toTheMinute, { ...qr, localEpochSeconds: qr.localEpochSeconds + 60 })).toEqual(["t"]);
  const other = parsed("t=20260201T0000&s=1.00&fn=3149060506089652&i=18&fp=1&n=2");
  expect(compareQr(qr, other)).toEqual(["t", "s", "fn", "i", "fp", "n"]);
});
