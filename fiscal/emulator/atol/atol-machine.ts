import type { Clock } from "../../../config/clock.ts";
import type { Log } from "../../../config/log.ts";
import { changeDrive } from "../control/drive-changes.ts";
import type { AtolKkt } from "./atol-kkt.ts";
import { DriverLink, foreignReceipt } from "./driver-link.ts";
import { isArmed, newFaultBox, type Fault, type WorldChange } from "./faults.ts";
import { WebRequestsServer, type RequestMemory, type ServerOptions } from "./web-requests-server.ts";

/** What opens and closes the server's port. */
export interface PortSwitch {
  open(): Promise<void>;
  close(): Promise<void>;
}

export interface MachineOptions extends Omit<ServerOptions, "link" | "faults" | "crash"> {
  readonly memory: RequestMemory;
}

/** Registrar, its cable, the server before it and everything that can go wrong with them. */
export class AtolMachine {
  readonly kkt: AtolKkt;
  readonly link: DriverLink;
  readonly faults = newFaultBox();
  readonly #o: MachineOptions;
  readonly #clock: Clock;
  readonly #log: Log;
  #server: WebRequestsServer;
  #port: PortSwitch = { open: async () => {}, close: async () => {} };
  #isServerUp = true;
  #isStopped = false;

  constructor(options: MachineOptions) {
    this.#o = options;
    this.kkt = options.kkt;
    this.#clock = options.clock;
    this.#log = options.log;
    this.link = new DriverLink(this.kkt, options.clock, this.faults);
    this.#server = this.#newServer(options.memory);
  }

  get server(): WebRequestsServer {
    return this.#server;
  }

  get isServerUp(): boolean {
    return this.#isServerUp;
  }

  connectPort(port: PortSwitch): void {
    this.#port = port;
  }

  /** Arms a fault (gives its number) or changes the world at once (gives null). */
  apply(fault: Fault): number | null {
    this.#log.info({ fault }, "fault");
    if (isArmed(fault)) return this.faults.arm(fault);
    this.#change(fault);
    return null;
  }

  /** Lets the OFD come to the present, for whoever looks. */
  wake(): void {
    this.kkt.drive.settle();
  }

  /** Everything ends; what the registrar runs is waited for. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#server.kill();
    this.kkt.printer.powered = false;
    await this.link.serial(async () => {});
  }

  /** The server's process ends and begins anew. */
  async restartServer(memory: RequestMemory = this.#o.memory): Promise<void> {
    await this.#serverDown();
    await this.#serverUp(memory);
  }

  async #serverDown(): Promise<void> {
    if (!this.#isServerUp) return;
    this.#isServerUp = false;
    this.#server.kill();
    await this.#port.close();
  }

  async #serverUp(memory: RequestMemory): Promise<void> {
    if (this.#isServerUp || this.#isStopped) return;
    // A server that comes back finds the registrar free: the old one's task has ended or died with it.
    await this.link.serial(async () => {});
    this.#server = this.#newServer(memory);
    this.#isServerUp = true;
    await this.#port.open();
  }

  #newServer(memory: RequestMemory): WebRequestsServer {
    const crash: ServerOptions["crash"] = (fault) => {
      const requests = fault.requests ?? this.#o.memory;
      this.#run(async () => {
        await this.#serverDown();
        await this.#clock.sleep(fault.backAfterMs ?? 0);
        await this.#serverUp(requests);
      });
    };
    return new WebRequestsServer({ ...this.#o, link: this.link, faults: this.faults, crash }, memory);
  }

  #run(work: () => Promise<unknown>): void {
    void work().catch((error: unknown) => this.#log.error({ error }, "the emulator failed"));
  }

  #change(change: WorldChange): void {
    const { kkt, link } = this;
    const { drive } = kkt;
    switch (change.kind) {
      case "paper-out":
        return kkt.change(() => void (kkt.memory.paperLeft = change.afterLines ?? 0));
      case "paper-load":
        return kkt.change(() => void (kkt.memory.paperLeft = null));
      case "cover":
        return kkt.change(() => void (kkt.memory.coverOpen = change.open));
      case "drawer":
        return kkt.change(() => void (kkt.memory.drawerOpen = change.open));
      case "power":
        return change.on ? link.powerOn() : link.powerOff();
      case "power-cycle":
        return this.#run(() => link.powerCycle());
      case "link":
        return link.setUp(change.up, change.code);
      case "server":
        return this.#run(() => (change.up ? this.#serverUp(this.#o.memory) : this.#serverDown()));
      case "server-restart":
        return this.#run(() => this.restartServer(change.requests));
      case "print-speed":
        kkt.printer.msPerLine = change.msPerLine;
        return;
      case "foreign-sale":
        return this.#run(() => link.foreign(foreignReceipt(change.totalKop)));
      case "advance-clock":
        drive.advanceTimer(change.ms);
        return drive.settle();
      default:
        return changeDrive(drive, change);
    }
  }
}
