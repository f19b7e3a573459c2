/*
 * The electronics of a two-line customer display: bytes in, two lines of characters out. Written from the manuals
 * (Partner CD5220, Epson DM-D110), apart from the driver's command table, so that one cannot hide the other's mistake.
 */

export type DisplayLanguage = "cd5220" | "escpos";

export interface ScreenState {
  readonly lines: readonly [string, string];
  /** 1…4 */
  readonly brightness: number;
  readonly isCursorShown: boolean;
  readonly isCyrillic: boolean;
  /** Commands that the display does not know, as hex; at most the last ten. */
  readonly unknown: readonly string[];
  /** Times ESC @ came. */
  readonly initializations: number;
}

const COLUMNS = 20;
const ROWS = 2;
/** Shown for bytes above 7Fh while no Cyrillic table is selected. */
const WRONG_TABLE = "▒";
const UNKNOWN_KEPT = 10;
const CP866 = new TextDecoder("ibm866");

/** One command: the bytes after its prefix it needs, and what it does. Null length: everything up to CR. */
interface Command {
  readonly length: number | null;
  readonly run: (screen: DisplayScreen, parameters: readonly number[]) => void;
}

const INITIALIZE: Command = { length: 0, run: (screen) => screen.initialize() };

/** Keyed by the command's bytes in hex. */
const CD5220: Readonly<Record<string, Command>> = {
  "1b40": INITIALIZE,
  "1b11": { length: 0, run: () => {} },
  "1b5141": { length: null, run: (screen, text) => screen.writeLine(0, text) },
  "1b5142": { length: null, run: (screen, text) => screen.writeLine(1, text) },
  "1b6c": { length: 2, run: (screen, [x = 1, y = 1]) => screen.moveTo(x, y) },
  "1b5f": { length: 1, run: (screen, [on = 0]) => screen.showCursor(on === 1) },
  "1b2a": { length: 1, run: (screen, [level = 0]) => screen.setBrightness(level) },
  "1b66": { length: 1, run: () => {} },
  "1b63": { length: 1, run: (screen, [set]) => screen.selectCyrillic(set === 0x52) },
  "1b5b48": { length: 0, run: (screen) => screen.moveTo(1, 1) },
};

const ESCPOS: Readonly<Record<string, Command>> = {
  "1b40": INITIALIZE,
  "1b74": { length: 1, run: (screen, [page]) => screen.selectCyrillic(page === 17) },
  "1b52": { length: 1, run: () => {} },
  "1b3d": { length: 1, run: () => {} },
  "1f01": { length: 0, run: () => {} },
  "1f24": { length: 2, run: (screen, [x = 1, y = 1]) => screen.moveTo(x, y) },
  "1f43": { length: 1, run: (screen, [on = 0]) => screen.showCursor(on === 1) },
  "1f58": { length: 1, run: (screen, [level = 0]) => screen.setBrightness(level) },
};

/** Single bytes that both languages share. */
const CONTROLS: Readonly<Record<number, (screen: DisplayScreen) => void>> = {
  0x08: (screen) => screen.step(-1),
  0x09: (screen) => screen.step(1),
  0x0a: (screen) => screen.step(COLUMNS),
  0x0b: (screen) => screen.moveTo(1, 1),
  0x0c: (screen) => screen.clear(),
  0x0d: (screen) => screen.toLineStart(),
  0x18: (screen) => screen.clearLine(),
};

export class DisplayScreen {
  readonly #commands: Readonly<Record<string, Command>>;
  readonly #longestPrefix: number;
  #cells: string[] = [];
  #cursor = 0;
  #brightness = 4;
  #isCursorShown = true;
  #isCyrillic = false;
  /** ESC Q: until CLR or CAN nothing but ESC Q is obeyed. */
  #isInStringMode = false;
  #unknown: string[] = [];
  #initializations = 0;
  #pending: number[] = [];

  constructor(language: DisplayLanguage) {
    this.#commands = language === "cd5220" ? CD5220 : ESCPOS;
    this.#longestPrefix = Math.max(...Object.keys(this.#commands).map((prefix) => prefix.length / 2));
    this.#blank();
  }

  feed(bytes: Uint8Array): void {
    for (const byte of bytes) this.#take(byte);
  }

  state(): ScreenState {
    const text = this.#cells.join("");
    return {
      lines: [text.slice(0, COLUMNS), text.slice(COLUMNS)],
      brightness: this.#brightness,
      isCursorShown: this.#isCursorShown,
      isCyrillic: this.#isCyrillic,
      unknown: [...this.#unknown],
      initializations: this.#initializations,
    };
  }

  /** The plug is pulled and put back: everything set is forgotten. */
  powerCycle(): void {
    this.initialize();
    this.#initializations = 0;
    this.#unknown = [];
    this.#pending = [];
  }

  initialize(): void {
    this.#initializations += 1;
    this.#brightness = 4;
    this.#isCursorShown = true;
    this.#isCyrillic = false;
    this.clear();
  }

  clear(): void {
    this.#isInStringMode = false;
    this.#blank();
  }

  clearLine(): void {
    this.#isInStringMode = false;
    const start = this.#cursor - (this.#cursor % COLUMNS);
    this.#cells.fill(" ", start, start + COLUMNS);
    this.#cursor = start;
  }

  writeLine(row: number, text: readonly number[]): void {
    this.#isInStringMode = true;
    this.#cells.fill(" ", row * COLUMNS, (row + 1) * COLUMNS);
    for (const [at, byte] of text.slice(0, COLUMNS).entries()) this.#cells[row * COLUMNS + at] = this.#glyph(byte);
  }

  /** Columns and rows count from 1; others are ignored. */
  moveTo(x: number, y: number): void {
    if (x >= 1 && x <= COLUMNS && y >= 1 && y <= ROWS) this.#cursor = (y - 1) * COLUMNS + x - 1;
  }

  toLineStart(): void {
    this.#cursor -= this.#cursor % COLUMNS;
  }

  step(by: number): void {
    const cells = COLUMNS * ROWS;
    this.#cursor = (((this.#cursor + by) % cells) + cells) % cells;
  }

  showCursor(isShown: boolean): void {
    this.#isCursorShown = isShown;
  }

  setBrightness(level: number): void {
    if (level >= 1 && level <= 4) this.#brightness = level;
  }

  selectCyrillic(isCyrillic: boolean): void {
    this.#isCyrillic = isCyrillic;
  }

  #take(byte: number): void {
    if (this.#pending.length === 0 && byte !== 0x1b && byte !== 0x1f) return this.#single(byte);
    this.#pending.push(byte);
    const prefix = this.#prefix();
    if (prefix === null) {
      if (this.#pending.length >= this.#longestPrefix) this.#refuse();
      return;
    }
    const command = this.#commands[prefix];
    const parameters = this.#pending.slice(prefix.length / 2);
    const isWhole = command?.length === null ? parameters.at(-1) === 0x0d : parameters.length === command?.length;
    if (!command || !isWhole) return;
    this.#pending = [];
    if (this.#isInStringMode && command.length !== null) return;
    command.run(this, command.length === null ? parameters.slice(0, -1) : parameters);
  }

  #prefix(): string | null {
    for (let length = 2; length <= Math.min(this.#pending.length, this.#longestPrefix); length += 1) {
      const prefix = hex(this.#pending.slice(0, length));
      if (this.#commands[prefix]) return prefix;
    }
    return null;
  }

  #refuse(): void {
    this.#unknown = [...this.#unknown, hex(this.#pending)].slice(-UNKNOWN_KEPT);
    this.#pending = [];
  }

  #single(byte: number): void {
    const control = CONTROLS[byte];
    if (this.#isInStringMode && byte !== 0x0c && byte !== 0x18) return;
    if (control) return control(this);
    if (byte < 0x20) return;
    this.#cells[this.#cursor] = this.#glyph(byte);
    this.step(1);
  }

  #glyph(byte: number): string {
    if (byte >= 0x80 && !this.#isCyrillic) return WRONG_TABLE;
    return CP866.decode(Uint8Array.of(byte));
  }

  #blank(): void {
    this.#cells = Array.from({ length: COLUMNS * ROWS }, () => " ");
    this.#cursor = 0;
  }
}

function hex(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
