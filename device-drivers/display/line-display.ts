import { encodeCp866 } from "../../config/cp866.ts";
import { appError, type AppError } from "../../config/errors/index.ts";
import { err, ok, type Result } from "../../config/result.ts";
import type { DeviceState } from "../diagnostics/device-state.ts";
import type { SupervisedDevice, SupervisedDeviceDeps } from "../diagnostics/supervised-device.ts";
import type { ByteChannel } from "../transport/channel.ts";
import { superviseLink, type SupervisedLink } from "../transport/link-supervisor.ts";
import type { WireTrace } from "../transport/wire-trace.ts";
import { DISPLAY_COMMANDS, FULL_BRIGHTNESS, type DisplayKind } from "./command-sets.ts";
import type { CustomerDisplay } from "./customer-display.ts";

export interface LineDisplaySettings {
  readonly kind: DisplayKind;
  readonly name?: string;
  readonly columns?: number;
  /** 1 (dim) … 4 (full). */
  readonly brightness?: number;
  /** Bytes that select CP866 on a display whose numbers differ from the table's. */
  readonly codePage?: readonly number[];
}

export interface LineDisplayDeps extends SupervisedDeviceDeps {
  readonly trace?: WireTrace;
}

/** A customer display (дисплей покупателя) that is kept open and redrawn after each reconnection. */
export interface LineDisplay extends CustomerDisplay, SupervisedDevice {}

const COLUMNS = 20;
const SPACE = 0x20;

type Picture = { readonly line1: string; readonly line2: string } | "clear";

export function openLineDisplay(settings: LineDisplaySettings, deps: LineDisplayDeps): LineDisplay {
  return new Driver(settings, deps);
}

class Driver implements LineDisplay {
  readonly columns: number;
  readonly #settings: LineDisplaySettings;
  readonly #name: string;
  readonly #link: SupervisedLink;
  #channel: ByteChannel | null = null;
  /** What the display should show; survives reconnections. */
  #wanted: Picture = "clear";
  /** What it shows as far as we know; null = nothing is known. */
  #shown: Picture | null = null;
  #drawing: Promise<Result<void, AppError>> | null = null;

  constructor(settings: LineDisplaySettings, deps: LineDisplayDeps) {
    this.#settings = settings;
    this.#name = settings.name ?? "display";
    this.columns = settings.columns ?? COLUMNS;
    this.#link = superviseLink({
      ...deps,
      name: this.#name,
      kind: "display",
      onUp: async (channel) => {
        // A display says nothing; whatever its adapter sends is thrown away.
        channel.onData(() => {});
        // A write to the lost channel may still be failing.
        await this.#drawing;
        this.#channel = channel;
        this.#shown = null;
        return this.#draw();
      },
      onDown: () => {
        this.#channel = null;
      },
    });
  }

  /**
   * Resolves when this text, or a newer one, has left for the display. While the display is away: DEV114 at once,
   * and the text is drawn when it is back.
   */
  show(line1: string, line2: string): Promise<Result<void, AppError>> {
    return this.#want({ line1, line2 });
  }

  clear(): Promise<Result<void, AppError>> {
    return this.#want("clear");
  }

  state(): DeviceState {
    return this.#link.state();
  }

  reopen(): void {
    this.#link.reopen();
  }

  stop(): Promise<void> {
    return this.#link.stop();
  }

  #want(picture: Picture): Promise<Result<void, AppError>> {
    this.#wanted = picture;
    if (!this.#channel) return Promise.resolve(err(appError("DEV114", { name: this.#name, address: this.state().address })));
    return this.#draw();
  }

  /** One run at a time; a run goes on until what is shown is what is wanted, so texts in between are skipped. */
  #draw(): Promise<Result<void, AppError>> {
    this.#drawing ??= this.#drawUntilWanted();
    return this.#drawing;
  }

  async #drawUntilWanted(): Promise<Result<void, AppError>> {
    // Texts asked for in the same turn become one.
    await Promise.resolve();
    const channel = this.#channel;
    try {
      while (channel && channel === this.#channel && !isSame(this.#shown, this.#wanted)) {
        const picture = this.#wanted;
        const written = await channel.write(this.#bytesFor(picture));
        if (!written.ok) return written;
        this.#shown = picture;
        this.#link.count("redraws");
      }
      return ok(undefined);
    } finally {
      // In the same turn as the last look at what is wanted: nothing can be asked for in between and be missed.
      this.#drawing = null;
    }
  }

  #bytesFor(picture: Picture): Uint8Array {
    const { kind, codePage, brightness } = this.#settings;
    const commands = DISPLAY_COMMANDS[kind];
    const start = commands.start({ codePage: codePage ?? commands.cp866, brightness: brightness ?? FULL_BRIGHTNESS });
    // Between receipts the display is set up anew: a display that was switched off and on has forgotten its code page.
    if (picture === "clear") return Uint8Array.from(start);
    const lines = commands.draw(lineBytes(picture.line1, this.columns), lineBytes(picture.line2, this.columns));
    return Uint8Array.from(this.#shown === null ? [...start, ...lines] : lines);
  }
}

function isSame(a: Picture | null, b: Picture): boolean {
  if (a === null || a === "clear" || b === "clear") return a === b;
  return a.line1 === b.line1 && a.line2 === b.line2;
}

/** Exactly as long as the display is wide; control characters would be commands. */
export function lineBytes(text: string, columns: number): Uint8Array {
  const line = new Uint8Array(columns).fill(SPACE);
  line.set(encodeCp866(text).subarray(0, columns));
  return line.map((byte) => (byte < SPACE || byte === 0x7f ? SPACE : byte));
}
