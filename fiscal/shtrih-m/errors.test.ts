import { describe, expect, it } from "vitest";
import { errorText } from "../../config/errors/index.ts";
import { COMMANDS } from "./commands.ts";
import { malformedAnswer, vendorFailure } from "./errors.ts";
import { VENDOR_ERRORS } from "./vendor-errors.ts";

describe("vendor errors", () => {
  it("fill every placeholder of the texts that people see", () => {
    for (const vendor of [...VENDOR_ERRORS.keys(), 0xba]) {
      const { error } = vendorFailure(COMMANDS.closeReceipt, vendor);
      for (const language of ["ru", "en"] as const) expect(errorText(error, language)).not.toMatch(/\{\w+\}/);
    }
  });

  it("keep the vendor's code beside ours", () => {
    expect(vendorFailure(COMMANDS.cashOut, 0x46)).toMatchObject({
      effect: "none",
      vendor: 0x46,
      error: { code: "FIS323", vendorCode: "46h" },
    });
  });

  it("leave a document in doubt when the fault is between registrar and drive, or unknown", () => {
    expect(vendorFailure(COMMANDS.closeReceipt, 0x2f).effect).toBe("unknown");
    expect(vendorFailure(COMMANDS.closeReceipt, 0xba)).toMatchObject({ effect: "unknown", error: { code: "FIS345" } });
    expect(vendorFailure(COMMANDS.closeReceipt, 0x45).effect).toBe("none");
    // A reading leaves nothing in doubt.
    expect(vendorFailure(COMMANDS.fnStatus, 0x2f).effect).toBe("none");
  });

  it("know both numberings of the marking errors", () => {
    for (const pair of [
      [0xa4, 0xaa],
      [0xa5, 0xac],
    ] as const) {
      expect(VENDOR_ERRORS.get(pair[0])).toEqual(VENDOR_ERRORS.get(pair[1]));
    }
  });

  it("have each byte once", () => {
    expect(VENDOR_ERRORS.size).toBeGreaterThan(120);
    expect([...VENDOR_ERRORS.keys()].every((byte) => byte > 0 && byte <= 0xff)).toBe(true);
  });
});

it("shows the extended code that newer firmware adds", () => {
  expect(vendorFailure(COMMANDS.bindMarking, 0x5e, Uint8Array.of(0x13, 0, 0x5e, 0)).error.vendorCode).toBe("5Eh 0x005E0013");
  expect(vendorFailure(COMMANDS.bindMarking, 0x5e, Uint8Array.of(1)).error.vendorCode).toBe("5Eh");
});

it("an unreadable answer to a fiscal command leaves it in doubt", () => {
  expect(malformedAnswer(COMMANDS.closeReceipt, "3 of 13 bytes")).toMatchObject({ effect: "unknown", error: { code: "FIS305" } });
  expect(malformedAnswer(COMMANDS.subtotal, "x").effect).toBe("none");
});
