import { expect, it } from "vitest";
import { localDate } from "../../config/local-date.ts";
import { epochMs } from "../../config/clock.ts";
import type { Registration } from "../../fiscal/registrar.ts";
import { receiptRules } from "./receipt-rules.ts";

const DATE = localDate(epochMs(Date.UTC(2026, 10, 24, 9)), 180);
const SELLER = { id: "main", organisation: "ООО", inn: "7701234560", ffd: "1.2", permittedTaxSystems: ["osn"] } as const;
const REGISTRATION = { taxSystems: ["usn-income"], sellsMarkedGoods: false, sellsExcise: true, agents: null } as unknown as Registration;

it("follows the configuration while the registrar has not told its registration", () => {
  expect(receiptRules(SELLER, null, DATE)).toEqual({ ffd: "1.2", date: DATE, permittedTaxSystems: ["osn"] });
  expect(receiptRules({ ...SELLER, permittedTaxSystems: null }, null, DATE)).toEqual({ ffd: "1.2", date: DATE });
});

it("follows the registration once it is known", () => {
  expect(receiptRules(SELLER, REGISTRATION, DATE)).toEqual({
    ffd: "1.2",
    date: DATE,
    permittedTaxSystems: ["usn-income"],
    sellsMarkedGoods: false,
    sellsExcise: true,
  });
});

it("checks agents once the registrar tells them: none is an answer too", () => {
  expect(receiptRules(SELLER, REGISTRATION, DATE)).not.toHaveProperty("permittedAgents");
  expect(receiptRules(SELLER, { ...REGISTRATION, agents: [] }, DATE)).toHaveProperty("permittedAgents", []);
});
