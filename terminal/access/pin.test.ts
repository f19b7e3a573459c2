import { describe, expect, it } from "vitest";
import { hashBadge, hashPin, sameHash, verifyPin } from "./pin.ts";

describe("PIN hashes", () => {
  it("are argon2id with the documented parameters and a fresh salt", async () => {
    const [first, second] = await Promise.all([hashPin("1234"), hashPin("1234")]);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(second).not.toBe(first);
  });

  it("fit only their own PIN", async () => {
    const pinHash = await hashPin("4711");
    expect(await verifyPin(pinHash, "4711")).toBe(true);
    expect(await verifyPin(pinHash, "4712")).toBe(false);
    expect(await verifyPin(pinHash, "")).toBe(false);
    expect(await verifyPin(pinHash, "47 11")).toBe(false);
  });

  it("let nobody in when damaged", async () => {
    expect(await verifyPin("$argon2id$v=19$m=19456,t=2,p=1$short$x", "4711")).toBe(false);
    expect(await verifyPin("", "4711")).toBe(false);
  });

  it("accept a hash made by another argon2id implementation (test vector of the reference code, version 13h)", async () => {
    // argon2 "password" with salt "somesalt", t=2, m=2^16 KiB, p=1: test.c of the P-H-C reference implementation. It is no PIN, so verify directly.
    const { verify } = await import("@node-rs/argon2");
    const vector = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    expect(await verify(vector, "password")).toBe(true);
    expect(await verify(vector, "passwore")).toBe(false);
  });
});

describe("badge hashes", () => {
  it("are SHA-256 of the text (FIPS 180-2 example)", () => {
    expect(hashBadge("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });

  it("compare whole", () => {
    expect(sameHash(hashBadge("a"), hashBadge("a"))).toBe(true);
    expect(sameHash(hashBadge("a"), hashBadge("b"))).toBe(false);
    expect(sameHash(hashBadge("a"), "")).toBe(false);
  });
});
