import { expect, it } from "vitest";
import { epochMs } from "../config/clock.ts";
import type { Registration } from "./registrar.ts";
import { registrationMisfits, type ExpectedRegistration } from "./registration-check.ts";

const REGISTRATION: Registration = {
  organisation: "ООО «Ромашка»",
  inn: "7701234560  ",
  registrationNumber: "0000000001000001",
  serial: "1",
  fnSerial: "9999078902004321",
  address: "Москва",
  place: "Магазин",
  taxSystems: ["osn", "patent"],
  ofdName: "ОФД",
  ofdInn: "7709364346",
  ffd: "1.2",
  isAutonomous: false,
  sellsMarkedGoods: true,
  sellsExcise: false,
  agents: [],
  senderEmail: "",
  registeredAt: epochMs(0),
};
const EXPECTED: ExpectedRegistration = { inn: "7701234560", taxSystems: ["osn"], ffd: "1.2" };
const codes = (change: Partial<ExpectedRegistration>) =>
  registrationMisfits(REGISTRATION, { ...EXPECTED, ...change }).map(({ code }) => code);

it("finds nothing where configuration and registration agree; the padding of the INN does not count", () => {
  expect(codes({})).toEqual([]);
});

it.each([
  [{ inn: "500100732259" }, ["FIS616"]],
  [{ taxSystems: ["osn", "usn-income"] as const }, ["FIS617"]],
  [{ ffd: "1.05" as const }, ["FIS618"]],
  [{ inn: "1", taxSystems: ["usn-income"] as const, ffd: "1.1" as const }, ["FIS616", "FIS617", "FIS618"]],
])("%j", (change, expected) => {
  expect(codes(change)).toEqual(expected);
});
