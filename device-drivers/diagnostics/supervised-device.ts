import type { Clock } from "../../config/clock.ts";
import type { Log } from "../../config/log.ts";
import type { OpenChannel } from "../transport/channel.ts";
import type { DeviceState } from "./device-state.ts";

/** A device whose link is kept open, whatever happens to its cable. */
export interface SupervisedDevice {
  state(): DeviceState;
  /** Tries at once instead of waiting for the next attempt. */
  reopen(): void;
  stop(): Promise<void>;
}

export interface SupervisedDeviceDeps {
  readonly openChannel: OpenChannel;
  /** Shown while the device is away: `/dev/serial/by-id/…`, `0c2e:0b6a`, `127.0.0.1:9000`. */
  readonly address: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly onState?: (state: DeviceState) => void;
}
