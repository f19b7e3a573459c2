import { describe, expect, it } from "vitest";
import { isLoopback, isServiceUrl, isTimeZone } from "./formats.ts";
import { isInn, isOrganisationInn, isPersonInn } from "./inn.ts";
import { nearest } from "./nearest.ts";

describe("formats", () => {
  it("INN: control digits of companies and persons", () => {
    for (const right of ["7707083893", "7701234560", "500100732259"]) expect(isInn(right), right).toBe(true);
    for (const wrong of ["7707083892", "500100732258", "500100732219", "77070838930", "", "770708389x"])
      expect(isInn(wrong), wrong).toBe(false);
    expect([isOrganisationInn("7725225244"), isPersonInn("7725225244")]).toEqual([true, false]);
    expect([isOrganisationInn("500100732259"), isPersonInn("500100732259")]).toEqual([false, true]);
    // Both control digits of a person count.
    expect([isPersonInn("500100732258"), isPersonInn("500100732249"), isPersonInn("50010073225")]).toEqual([false, false, false]);
  });

  it("time zones are IANA names", () => {
    expect(isTimeZone("Asia/Vladivostok")).toBe(true);
    expect(isTimeZone("Moscow")).toBe(false);
  });

  it("loopback addresses", () => {
    for (const right of ["127.0.0.1", "127.8.8.8", "localhost", "::1"]) expect(isLoopback(right), right).toBe(true);
    for (const wrong of ["0.0.0.0", "192.168.0.1", "::", "127.0.0.1.example", "example.127.0.0.1"])
      expect(isLoopback(wrong), wrong).toBe(false);
  });

  it("plain http stays inside the shop", () => {
    for (const right of [
      "https://iteem.example/x",
      "http://127.0.0.1:51400",
      "http://192.168.1.5",
      "http://server.local/x",
      "http://server/x",
      "http://172.31.0.1",
      "http://10.0.0.9",
    ]) {
      expect(isServiceUrl(right), right).toBe(true);
    }
    for (const wrong of [
      "http://iteem.example",
      "http://172.32.0.1",
      "ftp://server/x",
      "https://user:pw@iteem.example",
      "iteem.example",
      "http://10.example.com",
      "http://[2001:db8::1]",
      "http://11.0.0.1",
    ]) {
      expect(isServiceUrl(wrong), wrong).toBe(false);
    }
  });
});

describe("nearest", () => {
  it.each([
    ["shopNmae", "shopName"],
    ["time_zone", "timeZone"],
    ["SHOPID", "shopId"],
    ["lang", null],
    ["inm", "inn"],
    ["x", null],
  ])("%s → %s", (word, expected) => {
    expect(nearest(word, ["shopName", "timeZone", "shopId", "language", "inn"])).toBe(expected);
  });
});
