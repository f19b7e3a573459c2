/** Stamps for emulators, the demo and tests: the shape is right, the signature is nobody's. */
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Old stamp of an alcocode; `serial` tells bottles apart. */
export function makeOldStamp(alcocode: string, serial: number): string {
  const number = BigInt(alcocode).toString(36).toUpperCase().padStart(16, "0");
  return `22N${number}${String(serial).padStart(12, "0")}`.concat(tail(serial, 37));
}

/** New stamp: type, series, number, service data, signature. */
export function makeNewStamp(serial: number): string {
  return `187101${String(serial).padStart(8, "0")}1125001${tail(serial, 129)}`;
}

function tail(seed: number, length: number): string {
  let state = seed + 1;
  return Array.from({ length }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return ALPHABET[Math.floor(state / 65_536) % ALPHABET.length];
  }).join("");
}
