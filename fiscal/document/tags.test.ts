import { describe, expect, test } from "vitest";
import { obligationIn, obligationInside, tagInfo, tagName, TAGS } from "./tags.ts";

test("every tag stands once, in order, with a name and lengths that make sense", () => {
  const codes = TAGS.map((info) => info.tag);
  expect(codes).toEqual([...new Set(codes)].toSorted((a, b) => a - b));
  for (const info of TAGS) {
    expect(info.name.length).toBeGreaterThan(2);
    expect(info.maxBytes > 0 || info.type === "printed-only").toBe(true);
    expect(info.padded && !info.fixed).toBe(false);
    for (const cells of [info.receipt, info.correction]) expect(cells ?? "OOO").toMatch(/^[MCO.-]{3}$/);
    for (const [parent, cells] of Object.entries(info.inside ?? {})) {
      expect(tagInfo(Number(parent))?.type).toBe("container");
      expect(cells).toMatch(/^[MCO.-]{2}$/);
    }
  }
});

test.each([
  [1008, "text", 64, false],
  [1018, "text", 12, true],
  [1021, "text", 64, false],
  [1023, "decimal", 8, false],
  [1030, "text", 128, false],
  [1041, "text", 16, true],
  [1059, "container", 1024, false],
  [1077, "bytes", 6, true],
  [1162, "bytes", 32, false],
  [1192, "text", 16, false],
  [1197, "text", 16, false],
  [1203, "text", 12, true],
  [1262, "text", 3, true],
  [1265, "text", 256, false],
  [2000, "text", 256, false],
  [2108, "byte", 1, true],
])("tag %i is %s of %i bytes", (tag, type, maxBytes, fixed) => {
  expect(tagInfo(tag)).toMatchObject({ type, maxBytes, fixed });
});

test("an INN is padded, a drive number is not", () => {
  expect(tagInfo(1018)?.padded).toBe(true);
  expect(tagInfo(1041)?.padded).toBe(false);
});

describe("obligations", () => {
  test("of the receipt, by version", () => {
    expect(obligationIn("receipt", 1020, "1.2")).toBe("M");
    expect(obligationIn("receipt", 1055, "1.05")).toBe("M");
    expect(obligationIn("receipt", 1227, "1.1")).toBe("C");
    expect(obligationIn("receipt", 1227, "1.2")).toBe(".");
    expect(obligationIn("receipt", 1196, "1.2")).toBe("-");
    expect(obligationIn("correction", 1174, "1.05")).toBe("M");
    expect(obligationIn("receipt", 1174, "1.2")).toBe(".");
    expect(obligationIn("receipt", 9999, "1.2")).toBe(".");
  });

  test("of a position, by version", () => {
    expect(obligationInside(1059, 2108, "1.2")).toBe("M");
    expect(obligationInside(1059, 1197, "1.2")).toBe(".");
    expect(obligationInside(1059, 1197, "1.1")).toBe("O");
    expect(obligationInside(1059, 1260, "1.1")).toBe(".");
    expect(obligationInside(1119, 1120, "1.2")).toBe("C");
    expect(obligationInside(1059, 1020, "1.2")).toBe(".");
  });
});

test("a tag without an entry keeps its number", () => {
  expect(tagName(1030)).toBe("наименование предмета расчета");
  expect(tagName(4242)).toBe("тег 4242");
});
