import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { expect, test } from "vitest";
import { WEDGE_IDLE, wedgeDeadlineMs, wedgeKey, wedgeTick, type WedgeKey, type WedgeOptions, type WedgeOutput } from "./wedge-scan.ts";

const US = [
  ["`1234567890-=", "Backquote Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0 Minus Equal"],
  ["qwertyuiop[]\\", "KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight Backslash"],
  ["asdfghjkl;'", "KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon Quote"],
  ["zxcvbnm,./", "KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period Slash"],
] as const;
const US_SHIFTED = ["~!@#$%^&*()_+", "QWERTYUIOP{}|", 'ASDFGHJKL:"', "ZXCVBNM<>?"];
const RUSSIAN = ["ё1234567890-=", "йцукенгшщзхъ\\", "фывапролджэ", "ячсмитьбю."];
const RUSSIAN_SHIFTED = ['Ё!"№;%:?*()_+', "ЙЦУКЕНГШЩЗХЪ/", "ФЫВАПРОЛДЖЭ", "ЯЧСМИТЬБЮ,"];

/** Which key and Shift give the character on a US keyboard, and what the Russian layout shows there. */
function keysOf(text: string, layout: "us" | "ru"): Omit<WedgeKey, "atMs">[] {
  return [...text].map((character) => {
    for (const [row, [plain, codes]] of US.entries()) {
      for (const shift of [false, true]) {
        const at = (shift ? US_SHIFTED[row]! : plain).indexOf(character);
        if (at < 0) continue;
        const russian = [...(shift ? RUSSIAN_SHIFTED[row]! : RUSSIAN[row]!)][at]!;
        return { ...NO_MODIFIERS, key: layout === "us" ? character : russian, code: codes.split(" ")[at]!, shift };
      }
    }
    throw new Error(`no key for ${character}`);
  });
}

const NO_MODIFIERS = { ctrl: false, alt: false, shift: false, meta: false, capsLock: false, repeat: false };
const named = (key: string, more: Partial<WedgeKey> = {}): Omit<WedgeKey, "atMs"> => ({ ...NO_MODIFIERS, key, code: key, ...more });
const ENTER = named("Enter");
const GS_AS_CTRL = named("]", { code: "BracketRight", ctrl: true });

/** Types the keys with the same gap and then waits. */
function play(keys: readonly Omit<WedgeKey, "atMs">[], gapMs: number, options: WedgeOptions = {}): WedgeOutput[] {
  let state = WEDGE_IDLE;
  let atMs = 5_000;
  const outputs: WedgeOutput[] = [];
  for (const key of keys) {
    atMs += gapMs;
    const step = wedgeKey(state, { ...key, atMs }, options);
    state = step.state;
    outputs.push(...step.outputs);
  }
  const deadline = wedgeDeadlineMs(state, options);
  if (deadline !== null) outputs.push(...wedgeTick(state, deadline + 1, options).outputs);
  return outputs;
}

const textOf = (output: WedgeOutput | undefined): string =>
  output?.kind === "scan" ? String.fromCharCode(...output.bytes) : JSON.stringify(output);
const typedText = (outputs: readonly WedgeOutput[]): string =>
  outputs.map((output) => (output.kind === "typed" ? output.key.key : `<${output.kind}>`)).join(" ");

const EAN = "4600682000013";
const MARK = '010460026501141521JgXJ5.T"a%/mP\u001d93dGVz';
const markKeys = (layout: "us" | "ru", gs: readonly Omit<WedgeKey, "atMs">[]): Omit<WedgeKey, "atMs">[] => {
  const [head = "", tail = ""] = MARK.split("\u001d");
  return [...keysOf(head, layout), ...gs, ...keysOf(tail, layout), ENTER];
};

test("quick keys with Enter are a scan; slow ones are typing, Enter included", () => {
  const scan = play([...keysOf(EAN, "us"), ENTER], 10);
  expect(scan).toEqual([{ kind: "scan", bytes: Uint8Array.from(Buffer.from(EAN)), fromRussian: false, capsLock: false }]);
  const slow = play([...keysOf("4600", "us"), ENTER], 80);
  expect(typedText(slow)).toBe("4 6 0 0 Enter");
});

test.each([
  ["Ctrl+]", [named("Control", { ctrl: true }), GS_AS_CTRL]],
  ["Ctrl+] in the Russian layout", [named("ъ", { code: "BracketRight", ctrl: true })]],
  ["F8", [named("F8")]],
  ["F12", [named("F12")]],
  ["the control character itself", [named("\u001d", { code: "" })]],
  ["Alt+029", [named("Alt", { alt: true }), ...["0", "2", "9"].map((digit) => named(digit, { code: `Numpad${digit}`, alt: true }))]],
  [
    "Alt+0029 with NumLock off",
    [named("Alt", { alt: true }), ...["0", "0", "2", "9"].map((digit) => named("Insert", { code: `Numpad${digit}`, alt: true }))],
  ],
] as const)("GS arrives as %s", (_name, gs) => {
  expect(textOf(play(markKeys("us", gs), 8)[0])).toBe(MARK);
  expect(textOf(play(markKeys("ru", gs), 8)[0])).toBe(MARK);
});

test("the Russian layout is put back by key position: any printable ASCII survives, the case too", () => {
  const printable = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)).join("");
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...printable), minLength: 2, maxLength: 60 }), (middle) => {
      // A letter first: without any Cyrillic a wrong layout cannot be seen.
      const text = `q${middle}`;
      const russian = play([...keysOf(text, "ru"), ENTER], 5, { aim: false });
      expect(russian).toMatchObject([{ kind: "scan", fromRussian: true }]);
      expect(textOf(russian[0])).toBe(text);
      expect(textOf(play([...keysOf(text, "us"), ENTER], 5, { aim: false })[0])).toBe(text);
    }),
  );
});

test("without key positions the Russian characters are put back by table", () => {
  const keys = keysOf("Jg;.Xq[]/?&@#", "ru").map((key) => ({ ...key, code: "" }));
  expect(textOf(play([...keys, ENTER], 5)[0])).toBe("Jg;.Xq[]/?&@#");
});

test("modifier keys between the characters add no words", () => {
  const keys = keysOf("JgXJ5T", "us").flatMap((key) => (key.shift ? [named("Shift", { shift: true }), key] : [key]));
  expect(textOf(play([...keys, ENTER], 20)[0])).toBe("JgXJ5T");
});

test("a scanner in Alt mode sends every character as a number code", () => {
  const keys = [..."0104"].flatMap((character) => [
    named("Alt", { alt: true }),
    ...`0${character.charCodeAt(0)}`.split("").map((digit) => named(digit, { code: `Numpad${digit}`, alt: true })),
  ]);
  expect(textOf(play([...keys, ENTER], 4)[0])).toBe("0104");
});

test("the AIM identifier names the symbology", () => {
  expect(play([...keysOf(`]E0${EAN}`, "us"), ENTER], 5)).toMatchObject([{ kind: "scan", symbology: "ean13" }]);
  const mark = play([...keysOf("]d2", "ru"), ...markKeys("ru", [GS_AS_CTRL])], 5);
  expect(mark).toMatchObject([{ kind: "scan", symbology: "gs1-datamatrix" }]);
  expect(textOf(mark[0])).toBe(MARK);
});

test("CapsLock is told, not repaired", () => {
  const keys = keysOf("JgXJ5T", "us").map((key) => ({ ...key, capsLock: true, key: key.key === "g" ? "G" : key.key.toLowerCase() }));
  expect(play([...keys, ENTER], 5)).toMatchObject([{ kind: "scan", capsLock: true }]);
  expect(textOf(play([...keys, ENTER], 5)[0])).toBe("jGxj5t");
});

test("the second Enter, or the line feed as Ctrl+J, belongs to the scan and closes nothing", () => {
  for (const second of [ENTER, named("j", { code: "KeyJ", ctrl: true })])
    expect(play([...keysOf(EAN, "us"), ENTER, second], 5)).toHaveLength(1);
  let state = WEDGE_IDLE;
  for (const [index, key] of [...keysOf(EAN, "us"), ENTER].entries()) state = wedgeKey(state, { ...key, atMs: index * 5 }).state;
  const late = wedgeKey(state, { ...ENTER, atMs: 500 });
  expect(late.outputs).toMatchObject([{ kind: "typed", key: { key: "Enter" } }]);
});

test("scanner speed without an end is a cut scan, not typing and not a code; by silence only if set so", () => {
  expect(play(keysOf("460068", "us"), 10)).toEqual([{ kind: "cut", length: 6 }]);
  expect(textOf(play(keysOf(EAN, "us"), 10, { endsBySilence: true })[0])).toBe(EAN);
  expect(typedText(play(keysOf("46", "us"), 10, { endsBySilence: true }))).toBe("4 6");
});

test("a slow radio scanner needs its own gap", () => {
  const keys = [...keysOf(EAN, "us"), ENTER];
  expect(play(keys, 80)[0]!.kind).toBe("typed");
  expect(textOf(play(keys, 80, { maxGapMs: 100, maxAverageGapMs: 90, maxDigitsMs: 1_500 })[0])).toBe(EAN);
});

test("keys for the page come at once and are not held; held keys come back in order", () => {
  let state = WEDGE_IDLE;
  const press = (key: Omit<WedgeKey, "atMs">, atMs: number) => {
    const step = wedgeKey(state, { ...key, atMs });
    state = step.state;
    return step;
  };
  expect(press(named("Escape"), 0)).toMatchObject({ isHeld: false, outputs: [{ kind: "typed", key: { key: "Escape" }, wasHeld: false }] });
  expect(press(keysOf("4", "us")[0]!, 100)).toMatchObject({ isHeld: true, outputs: [] });
  expect(press(named("F9"), 120)).toMatchObject({
    isHeld: false,
    outputs: [
      { key: { key: "4" }, wasHeld: true },
      { key: { key: "F9" }, wasHeld: false },
    ],
  });
  expect(press(named("F8"), 1_000)).toMatchObject({ isHeld: true, outputs: [] });
  expect(wedgeTick(state, 1_051).outputs).toMatchObject([{ key: { key: "F8" }, wasHeld: true }]);
  state = WEDGE_IDLE;
  expect(press(named("c", { code: "KeyC", ctrl: true }), 2_000)).toMatchObject({ isHeld: false, outputs: [{ kind: "typed" }] });
});

test("auto-repeat of a held-down key is typing, however quick", () => {
  const keys = keysOf("11111", "us").map((key, index) => ({ ...key, repeat: index > 0 }));
  expect(typedText(play([...keys, ENTER], 30))).toBe("1 1 1 1 1 Enter");
});

test("no key is ever lost or doubled: what is not in a scan or a cut is typed, in order", () => {
  const anyKey = fc.record({
    key: fc.constantFrom(
      ...keysOf("a1", "us"),
      ...keysOf("a", "ru"),
      ENTER,
      named("Tab"),
      named("F9"),
      named("F8"),
      GS_AS_CTRL,
      named("Escape"),
    ),
    gapMs: fc.constantFrom(1, 20, 49, 51, 400),
  });
  fc.assert(
    fc.property(fc.array(anyKey, { maxLength: 40 }), (presses) => {
      let state = WEDGE_IDLE;
      let atMs = 0;
      const out: WedgeOutput[] = [];
      for (const press of presses) {
        atMs += press.gapMs;
        const step = wedgeKey(state, { ...press.key, atMs });
        out.push(...step.outputs);
        state = step.state;
      }
      out.push(...wedgeTick(state, atMs + 1_000).outputs);
      const times = out.flatMap((output) => (output.kind === "typed" ? [output.key.atMs] : []));
      expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
      // A scan or cut takes at least its characters; Enters right after a scan belong to it.
      const inScans = out.reduce(
        (sum, output) => sum + (output.kind === "scan" ? output.bytes.length : output.kind === "cut" ? output.length : 0),
        0,
      );
      expect(times.length + inScans).toBeLessThanOrEqual(presses.length);
      if (!out.some((output) => output.kind !== "typed")) expect(times.length).toBe(presses.length);
    }),
  );
});

test("the module goes into a browser bundle: no Node imports, small", async () => {
  const bundle = await build({
    entryPoints: [fileURLToPath(new URL("./wedge-scan.ts", import.meta.url))],
    bundle: true,
    minify: true,
    platform: "browser",
    format: "esm",
    write: false,
  });
  expect(bundle.outputFiles[0]!.text).not.toMatch(/node:|require\(/);
  expect(bundle.outputFiles[0]!.contents.length).toBeLessThan(8_000);
});
