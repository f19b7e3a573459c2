import { join } from "node:path";
import type { AppError } from "../../config/errors/index.ts";
import { ok, type Result } from "../../config/result.ts";
import type { Config } from "../../config/schema.ts";
import { FAST_ATOL_PROFILE, REALISTIC_ATOL_PROFILE, tryStartAtolEmulator } from "../../fiscal/emulator/atol/index.ts";
import { FAST_PROFILE, REALISTIC_PROFILE, TRAINING_REGISTRATION, tryStartKktEmulator } from "../../fiscal/emulator/index.ts";
import { taxSystemMask } from "../../fiscal/document/tax-system.ts";
import type { SellerKkt } from "./addresses.ts";
import type { WorldOptions } from "./world.ts";

export interface StartedSellerKkt {
  readonly address: SellerKkt;
  stop(): Promise<void>;
}

/** Numbers of debug drives begin with 9999; the training drive of the main registrar ends with 1. */
const FIRST_DRIVE_SERIAL = 9_999_078_902_000_002n;

/** The emulated registrar of a further seller: of the family that its settings name, in a drive registered for it. */
export async function startSellerKkt(
  { id, organisation, inn, fiscal }: Config["sellers"][number],
  index: number,
  options: WorldOptions,
): Promise<Result<StartedSellerKkt, AppError>> {
  const { clock, log, utcOffsetMinutes, isRealistic } = options;
  const kktSerial = String(2 + index).padStart(16, "0");
  const registration = {
    ...TRAINING_REGISTRATION,
    userName: organisation,
    userInn: inn,
    kktSerial,
    taxSystems: taxSystemMask(fiscal.taxSystems),
  };
  const common = {
    dataDir: join(options.dataDir, `kkt-${id}`),
    clock,
    log,
    utcOffsetMinutes,
    drive: { serial: String(FIRST_DRIVE_SERIAL + BigInt(index)), registration },
  };
  if (fiscal.kind === "atol") {
    const started = await tryStartAtolEmulator({ ...common, profile: isRealistic ? REALISTIC_ATOL_PROFILE : FAST_ATOL_PROFILE });
    if (!started.ok) return started;
    const { url, controlPort } = started.value;
    return ok({ address: { url, control: loopback(controlPort) }, stop: () => started.value.stop() });
  }
  const started = await tryStartKktEmulator({ ...common, profile: isRealistic ? REALISTIC_PROFILE : FAST_PROFILE });
  if (!started.ok) return started;
  const { tcpPort, controlPort } = started.value;
  return ok({ address: { port: tcpPort, control: loopback(controlPort) }, stop: () => started.value.stop() });
}

function loopback(port: number): string {
  return `http://127.0.0.1:${port}`;
}
