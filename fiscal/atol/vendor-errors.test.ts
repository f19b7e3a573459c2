import { describe, expect, it } from "vitest";
import { errorHint, errorText } from "../../config/errors/index.ts";
import { taskFailure } from "./task-port.ts";
import { MARKING_BUSY, vendorError, WAITS_FOR_PAPER } from "./vendor-errors.ts";

const NUMBERS = Array.from({ length: 2_000 }, (_, number) => number);

describe("errors of the driver", () => {
  it("every number gives whole texts for people and technicians", () => {
    const cut = NUMBERS.filter((number) => {
      const { error } = taskFailure("sell", number, "Описание");
      return [errorText(error, "ru"), errorText(error, "en"), errorHint(error)].some((text) => text.includes("{"));
    });
    expect(cut).toEqual([]);
  });

  it("what may have happened after the document was kept has an unknown effect", () => {
    const surely = [2, 4, 115, 133, 140, 151, 162, 166, 173, 174, 175, 176, 177, 178, 241, 503, 505, 603, ...WAITS_FOR_PAPER];
    expect(surely.filter((number) => vendorError(number, "").effect === "none")).toEqual([]);
    expect([68, 73, 80, 66, 143, 420, 501].filter((number) => vendorError(number, "").effect !== "none")).toEqual([]);
  });

  it("a number that nobody knows, and those of a shop's own scripts, are for the drive to tell", () => {
    expect(vendorError(399, "новая ошибка")).toEqual({ meaning: "новая ошибка", code: "FIS345", effect: "unknown" });
    expect(vendorError(1_234, "")).toMatchObject({ effect: "unknown" });
  });

  it("both numbers of a running check mean the same", () => {
    expect([...MARKING_BUSY].map((number) => vendorError(number, "").meaning)).toEqual([
      "идёт проверка кода маркировки",
      "идёт проверка кода маркировки",
    ]);
  });
});
