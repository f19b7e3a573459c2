import { describe, expect, it } from "vitest";
import { epochMs } from "../config/clock.ts";
import { utcOffsetMinutes } from "./till-settings.ts";

describe("offset of a time zone from UTC", () => {
  it.each([
    ["Europe/Moscow", "2026-11-24T09:00:00Z", 180],
    ["Europe/Kaliningrad", "2026-01-01T00:00:00Z", 120],
    ["Asia/Kamchatka", "2026-06-30T23:59:59.999Z", 720],
    ["Asia/Yekaterinburg", "2026-12-31T21:30:00Z", 300],
    ["Asia/Kolkata", "2026-03-01T20:15:00Z", 330],
    ["America/St_Johns", "2026-01-01T02:00:00Z", -210],
    ["Europe/Berlin", "2026-07-01T12:00:00Z", 120],
    ["Europe/Berlin", "2026-12-01T12:00:00Z", 60],
    ["UTC", "2024-02-29T00:00:00Z", 0],
  ])("%s at %s is %i minutes", (zone, moment, minutes) => {
    expect(utcOffsetMinutes(zone, epochMs(Date.parse(moment)))).toBe(minutes);
  });
});
