import { ok } from "../../../config/result.ts";
import type { ByteChannel, OpenChannel } from "../../../device-drivers/transport/channel.ts";
import { createMemoryPair } from "../../../device-drivers/transport/memory-channel.ts";
import type { MemoryPair } from "../../../device-drivers/transport/memory-channel.ts";

/** What the device does with a command: answers (payload bytes), keeps silent, refuses the frame, or loses the cable. */
export type Reaction = Uint8Array | "silent" | "nak" | "cut-unexecuted" | "cut-executed" | "damaged-reply" | "lost-reply";

/** Gets the payload of a good frame. */
export type Behaviour = (payload: Uint8Array) => Reaction;

/**
 * The lower level of a device for tests, written apart from the driver: handshake of section 1.6 of the facts, one held answer
 * that survives the loss of the cable.
 */
export class ScriptedDevice {
  readonly commands: string[] = [];
  readonly controls: number[] = [];
  /** One extra FFh after the host's ACK, as TCP devices send. */
  sendsExtraByte = false;
  #behave: Behaviour;
  #held: Uint8Array | null = null;
  #pair: MemoryPair | null = null;
  #buffer: number[] = [];
  connections = 0;
  /** Refuses to be opened while true. */
  isUnplugged = false;

  constructor(behave: Behaviour) {
    this.#behave = behave;
  }

  behave(behave: Behaviour): void {
    this.#behave = behave;
  }

  readonly open: OpenChannel = async () => {
    if (this.isUnplugged) return { ok: false, error: { code: "DEV105", details: { address: "test" } } };
    this.connections++;
    this.#pair = createMemoryPair({ address: `test-${this.connections}` });
    this.#buffer = [];
    this.#listen(this.#pair.device);
    return ok(this.#pair.host);
  };

  /** Hex of the commands since the last call, without passwords: "8d 00". */
  takeCommands(): string[] {
    return this.commands.splice(0);
  }

  cut(): void {
    this.#pair?.cut();
  }

  /** A frame as it goes over the line. */
  static frame(payload: Uint8Array): Uint8Array {
    const lrc = payload.reduce((sum, byte) => sum ^ byte, payload.length);
    return Uint8Array.from([2, payload.length, ...payload, lrc]);
  }

  hold(payload: Uint8Array): void {
    this.#held = payload;
  }

  #listen(channel: ByteChannel): void {
    channel.onData((bytes) => {
      for (const byte of bytes) this.#byte(channel, byte);
    });
  }

  #byte(channel: ByteChannel, byte: number): void {
    if (this.#buffer.length === 0 && byte !== 2) {
      this.controls.push(byte);
      if (byte === 5) this.#enquiry(channel);
      if (byte === 6) {
        this.#held = null;
        if (this.sendsExtraByte) void channel.write(Uint8Array.of(0xff));
      }
      return;
    }
    this.#buffer.push(byte);
    const length = this.#buffer[1];
    if (length === undefined || this.#buffer.length < length + 3) return;
    const payload = Uint8Array.from(this.#buffer.slice(2, -1));
    this.#buffer = [];
    this.#command(channel, payload);
  }

  #enquiry(channel: ByteChannel): void {
    if (this.#held === null) void channel.write(Uint8Array.of(0x15));
    else void channel.write(Uint8Array.from([6, ...ScriptedDevice.frame(this.#held)]));
  }

  #command(channel: ByteChannel, payload: Uint8Array): void {
    this.#held = null;
    this.commands.push(describe(payload));
    const reaction = this.#behave(payload);
    if (reaction === "silent") return;
    if (reaction === "nak") return void channel.write(Uint8Array.of(0x15));
    if (reaction === "cut-unexecuted" || reaction === "cut-executed") return this.cut();
    if (reaction === "lost-reply") return void channel.write(Uint8Array.of(6));
    if (reaction === "damaged-reply") {
      this.#held = Uint8Array.from([...payload.subarray(0, payload[0] === 0xff ? 2 : 1), 0]);
      const frame = ScriptedDevice.frame(this.#held);
      frame[frame.length - 1] = (frame.at(-1) ?? 0) ^ 0x40;
      return void channel.write(Uint8Array.from([6, ...frame]));
    }
    this.#held = reaction;
    void channel.write(Uint8Array.from([6, ...ScriptedDevice.frame(reaction)]));
  }
}

/** Command bytes, then parameters behind the 4-byte password: "ff46 01…". */
function describe(payload: Uint8Array): string {
  const hex = Buffer.from(payload).toString("hex");
  const codeLength = payload[0] === 0xff ? 4 : 2;
  const hasPassword = ![0xf7, 0xfc].includes(payload[0] ?? 0);
  const rest = hex.slice(codeLength + (hasPassword ? 8 : 0));
  return rest === "" ? hex.slice(0, codeLength) : `${hex.slice(0, codeLength)} ${rest}`;
}

export function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replace(/\s/g, ""), "hex"));
}
