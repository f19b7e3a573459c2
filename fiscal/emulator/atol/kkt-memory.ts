/** A code whose check has begun and waits for its decision. */
export interface RunningCheck {
  readonly codeHex: string;
  readonly plannedStatus: number;
  /** Reason byte and bits of the drive's own check. */
  readonly local: number;
  readonly reason: number;
  readonly kind: number;
  /** Tag 2106. */
  readonly result: number;
  /** TLV of the service's answer, hex; null when it gave none. */
  readonly answerHex: string | null;
  readonly timedOut: boolean;
  /** The service was to be asked, and the question left. */
  readonly asks: boolean;
  readonly sent: boolean;
  /** Clock of the drive, ms: when the answer is there. */
  readonly readyAtMs: number;
}

/** The registrar's own memory; one JSON record beside the drive's. */
export interface KktMemory {
  /** Registrar's clock minus the drive's timer, seconds. */
  clockOffsetSeconds: number;
  drawerKop: number;
  income: { count: number; sumKop: number };
  outcome: { count: number; sumKop: number };
  /** Documents of the shift, fiscal or not. */
  documentNumber: number;
  /** Line times until the roll ends; null = endless. */
  paperLeft: number | null;
  coverOpen: boolean;
  drawerOpen: boolean;
  /** Paper of the document that is being printed, or that a stop cut short. */
  owedPaperId: number | null;
  lastReceiptPaperId: number | null;
  check: RunningCheck | null;
  parameters: Record<number, string>;
  lastOfdConnection: number | null;
}

export function initialMemory(): KktMemory {
  return {
    clockOffsetSeconds: 0,
    drawerKop: 0,
    income: { count: 0, sumKop: 0 },
    outcome: { count: 0, sumKop: 0 },
    documentNumber: 1,
    paperLeft: null,
    coverOpen: false,
    drawerOpen: false,
    owedPaperId: null,
    lastReceiptPaperId: null,
    check: null,
    parameters: {},
    lastOfdConnection: null,
  };
}
