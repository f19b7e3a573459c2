/*
 * What two-line displays understand, as data.
 * - `cd5220`: CD5220 and its many kin (Partner, Firich, Posiflex "CD5220 mode"): Partner CD5220 user's manual, tables
 *   6-1 (commands) and 6-2 (ESC f, ESC c: R = Russia). String mode, ESC Q A / ESC Q B, writes a whole line at once;
 *   in it every other command but CLR, CAN and ESC Q is ignored.
 * - `escpos`: Epson DM-D and its kin: DM-D110 specification (ESC @, ESC t, US $, US C, US X). Code page numbers differ
 *   between makers: 17 is Epson's CP866; POS-X and OCD displays have it as 11.
 */

export type DisplayKind = "cd5220" | "escpos";

export interface DisplayCommandSet {
  /** Brings the display into a known state, its screen empty. Ends with Cyrillic selected and the cursor hidden. */
  readonly start: (options: { readonly codePage: readonly number[]; readonly brightness: number }) => readonly number[];
  /** Parameters of the code page command(s) for CP866 when the configuration names none. */
  readonly cp866: readonly number[];
  /** Both lines, each exactly as long as the display is wide, free of control characters. */
  readonly draw: (line1: Uint8Array, line2: Uint8Array) => readonly number[];
}

const ESC = 0x1b;
const US = 0x1f;
const CR = 0x0d;
const CLR = 0x0c;
const INITIALIZE = [ESC, 0x40];

/** 1 (dim) … 4 (full), the same four steps in both languages. */
export const FULL_BRIGHTNESS = 4;

export const DISPLAY_COMMANDS: Readonly<Record<DisplayKind, DisplayCommandSet>> = {
  cd5220: {
    cp866: [ESC, 0x66, 0x52, ESC, 0x63, 0x52],
    // CLR first: it ends the string mode, in which the rest would be ignored.
    start: ({ codePage, brightness }) => [CLR, ...INITIALIZE, ...codePage, ESC, 0x5f, 0x00, ESC, 0x2a, brightness],
    draw: (line1, line2) => [ESC, 0x51, 0x41, ...line1, CR, ESC, 0x51, 0x42, ...line2, CR],
  },
  escpos: {
    cp866: [ESC, 0x74, 17],
    // US MD1: overwrite mode, so that a full second line does not scroll the first away.
    start: ({ codePage, brightness }) => [CLR, ...INITIALIZE, ...codePage, US, 0x01, US, 0x43, 0x00, US, 0x58, brightness],
    draw: (line1, line2) => [US, 0x24, 1, 1, ...line1, US, 0x24, 1, 2, ...line2],
  },
};
