import { generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";
import { isIP } from "node:net";
import { epochMs, type EpochMs } from "../../../config/clock.ts";

/**
 * Certificates of a local authority for emulated services: X.509 v3 (RFC 5280) with keys on P-256, written in DER by hand because Node
 * makes keys and signatures but no certificates. Only what such a server needs; nothing here is for real services.
 */
export interface EmulatedAuthority {
  /** What the till pins (`caFile`). */
  readonly certPem: string;
  issue(order: CertificateOrder): { readonly certPem: string; readonly keyPem: string };
}

export interface CertificateOrder {
  /** Names and addresses that the certificate is for. */
  readonly hosts: readonly string[];
  readonly validFrom: EpochMs;
  readonly validTo: EpochMs;
}

const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 3_650;

export function makeAuthority(name: string, now: EpochMs): EmulatedAuthority {
  const own = makeKeys();
  const body = { subject: name, issuer: name, publicKey: own.publicKey, validFrom: now - DAY_MS, validTo: now + AUTHORITY_DAYS * DAY_MS };
  const extensions = [extension("2.5.29.19", true, sequence(BOOLEAN_TRUE)), extension("2.5.29.15", true, KEY_USAGE_SIGNS)];
  return {
    certPem: signed({ ...body, extensions }, own.privateKey),
    issue({ hosts, validFrom, validTo }) {
      const keys = makeKeys();
      const names = sequence(...hosts.map(generalName));
      const serverAuthentication = sequence(oid("1.3.6.1.5.5.7.3.1"));
      return {
        keyPem: keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
        certPem: signed(
          {
            subject: hosts[0] ?? name,
            issuer: name,
            publicKey: keys.publicKey,
            validFrom,
            validTo,
            extensions: [
              extension("2.5.29.19", true, sequence()),
              extension("2.5.29.37", false, serverAuthentication),
              extension("2.5.29.17", false, names),
            ],
          },
          own.privateKey,
        ),
      };
    },
  };
}

/** A certificate of a new authority for loopback, as an emulator started by hand uses it. */
export function loopbackTls(now: EpochMs): { readonly caPem: string; readonly certPem: string; readonly keyPem: string } {
  const authority = makeAuthority("ITEEM Till emulator CA", now);
  const issued = authority.issue({
    hosts: ["localhost", "127.0.0.1"],
    validFrom: epochMs(now - DAY_MS),
    validTo: epochMs(now + 365 * DAY_MS),
  });
  return { caPem: authority.certPem, ...issued };
}

interface CertificateBody {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly validFrom: number;
  readonly validTo: number;
  readonly extensions: readonly Buffer[];
}

const BOOLEAN_TRUE = Buffer.from([0x01, 0x01, 0xff]);
/** BIT STRING with keyCertSign and cRLSign. */
const KEY_USAGE_SIGNS = Buffer.from([0x03, 0x02, 0x01, 0x06]);

function makeKeys(): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  return generateKeyPairSync("ec", { namedCurve: "P-256" });
}

function signed(body: CertificateBody, issuerKey: KeyObject): string {
  const algorithm = sequence(oid("1.2.840.10045.4.3.2"));
  const serial = randomBytes(16);
  serial[0] = (serial[0] ?? 0) & 0x7f;
  const toSign = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, Buffer.concat([Buffer.from([1]), serial])),
    algorithm,
    distinguishedName(body.issuer),
    sequence(time(body.validFrom), time(body.validTo)),
    distinguishedName(body.subject),
    body.publicKey.export({ type: "spki", format: "der" }),
    tlv(0xa3, sequence(...body.extensions)),
  );
  const signature = sign("sha256", toSign, issuerKey);
  const der = sequence(toSign, algorithm, tlv(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}

function distinguishedName(commonName: string): Buffer {
  return sequence(tlv(0x31, sequence(oid("2.5.4.3"), tlv(0x0c, Buffer.from(commonName)))));
}

/** UTCTime, good until 2049. */
function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replaceAll(/\D/g, "").slice(2, 14);
  return tlv(0x17, Buffer.from(`${digits}Z`));
}

function extension(id: string, isCritical: boolean, value: Buffer): Buffer {
  return sequence(oid(id), ...(isCritical ? [BOOLEAN_TRUE] : []), tlv(0x04, value));
}

function generalName(host: string): Buffer {
  if (isIP(host) === 4) return tlv(0x87, Buffer.from(host.split(".").map(Number)));
  return tlv(0x82, Buffer.from(host));
}

function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  return tlv(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let left = value >>> 7; left > 0; left >>>= 7) digits.unshift((left & 0x7f) | 0x80);
  return digits;
}

function sequence(...parts: Buffer[]): Buffer {
  return tlv(0x30, ...parts);
}

function tlv(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content]);
}

function lengthOf(length: number): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}
