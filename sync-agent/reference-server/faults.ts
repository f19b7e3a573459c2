import { asInteger, asObject, asString } from "../http/decode.ts";

/**
 * What a reference server does wrong on command. `times` counts down (null: until cleared); `path` restricts the fault
 * to requests whose path contains it.
 */
export type FaultKind =
  /** Nobody listens: connections are refused. */
  | "down"
  /** Answers after `ms`. */
  | "slow"
  /** Takes the request and never answers. */
  | "hang"
  /** Answers `status` (with Retry-After `retryAfterS`) without looking at the request. */
  | "status"
  /** Refuses the document `id`, naming it. */
  | "refuse-document"
  /** Refuses any request that contains the document `id`, without a reason. */
  | "refuse-unnamed"
  /** Breaks the connection on any request that contains the document `id`. */
  | "crash-on-document"
  /** Commits, then breaks the connection. */
  | "lose-answer"
  /** Commits and answers, then sends the answer once more. */
  | "answer-twice"
  /** Commits, then sends half of the answer. */
  | "truncate"
  /** Commits, then answers 200 with something that is no JSON. */
  | "garbage"
  /** Answers 200 with a page to log in, as some publications do for a wrong password. */
  | "login-page";

export interface Fault {
  readonly kind: FaultKind;
  readonly times?: number | null;
  readonly path?: string;
  readonly ms?: number;
  readonly status?: number;
  readonly retryAfterS?: number;
  readonly id?: string;
}

export interface FaultBoard {
  set(fault: Fault): void;
  clear(): void;
  list(): readonly Fault[];
  /** The first fault of one of these kinds that fits; counts it down. */
  take(kinds: readonly FaultKind[], path: string, body: Buffer | null): Fault | null;
  isDown(): boolean;
  onChange(listener: () => void): void;
}

const DOCUMENT_FAULTS: ReadonlySet<FaultKind> = new Set(["refuse-document", "refuse-unnamed", "crash-on-document"]);

export function createFaultBoard(): FaultBoard {
  let faults: Fault[] = [];
  const listeners: (() => void)[] = [];
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    set(fault) {
      faults.push(fault);
      changed();
    },
    clear() {
      faults = [];
      changed();
    },
    list: () => [...faults],
    take(kinds, path, body) {
      const at = faults.findIndex((fault) => kinds.includes(fault.kind) && fits(fault, path, body));
      const fault = faults[at];
      if (fault === undefined) return null;
      const left = (fault.times ?? null) === null ? null : Number(fault.times) - 1;
      faults = left === 0 ? faults.filter((_, i) => i !== at) : faults.map((one, i) => (i === at ? { ...one, times: left } : one));
      return fault;
    },
    isDown: () => faults.some((fault) => fault.kind === "down"),
    onChange: (listener) => void listeners.push(listener),
  };
}

function fits(fault: Fault, path: string, body: Buffer | null): boolean {
  if (fault.path !== undefined && !path.includes(fault.path)) return false;
  if (!DOCUMENT_FAULTS.has(fault.kind)) return true;
  return fault.id !== undefined && (path.includes(fault.id) || (body?.includes(fault.id) ?? false));
}

const KINDS: readonly FaultKind[] = [
  "down",
  "slow",
  "hang",
  "status",
  "refuse-document",
  "refuse-unnamed",
  "crash-on-document",
  "lose-answer",
  "answer-twice",
  "truncate",
  "garbage",
  "login-page",
];

/** A fault as JSON of the control interface; null when it is none. */
export function readFault(json: unknown): Fault | null {
  const object = asObject(json);
  const kind = KINDS.find((one) => one === object?.["kind"]);
  if (object === undefined || kind === undefined) return null;
  const numbers = { times: asInteger(object["times"]), ms: asInteger(object["ms"]), status: asInteger(object["status"]) };
  const retryAfterS = asInteger(object["retryAfterS"]);
  const texts = { path: asString(object["path"]), id: asString(object["id"]) };
  const given = Object.entries({ ...numbers, retryAfterS, ...texts }).filter(([, value]) => value !== undefined);
  return { kind, ...Object.fromEntries(given) };
}
