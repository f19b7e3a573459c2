/**
 * What scanners, keyboards and programs do to a marking code on its way to the till, for tests and benches: each alone. Null: it cannot
 * happen to this code, or leaves no trace in it.
 */
export interface CodeDamage {
  readonly name: string;
  readonly damage: (text: string) => string | Uint8Array | null;
}

const GS = "\u001d";

const US = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./~QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?@#$^&|";
const RUSSIAN = 'ёйцукенгшщзхъфывапролджэячсмитьбю.ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,"№;:?/';

/** The same keys pressed while the Russian layout was on. */
export function typedInRussian(text: string): string {
  return Array.from(text, (character) => RUSSIAN[US.indexOf(character)] ?? character).join("");
}

const PREFIXES = ["]d2", "]d1", "]C1", "]Q3", "]e0", GS, `]d2${GS}`, "\u00e8", `]d2\u00e8`];
export const GS_SUBSTITUTES = ["^]", "~", "#", "|", "\u241d", "\\x1D", "\\x1d", "\\u001d", "<GS>", "{GS}", "[F8]", "F8", "F12", "029"];
const ENDS = ["\r", "\n", "\r\n", "\t", " "];
const JOINTS = ["", "\r", "\r\n", "\t", "]d2", GS];

const inFront = (prefix: string): CodeDamage => ({ name: `${JSON.stringify(prefix)} in front`, damage: (text) => prefix + text });
const atEnd = (suffix: string): CodeDamage => ({ name: `${JSON.stringify(suffix)} behind`, damage: (text) => text + suffix });
const withGs = (change: (text: string) => string) => (text: string) => (text.includes(GS) ? change(text) : null);
/** One legal character for the only GS makes a code of another length without GS: nobody can tell. */
const withSeveralGs = (change: (text: string) => string) => (text: string) => (text.split(GS).length > 2 ? change(text) : null);

/** They leave the code whole or leave one way to mend it, when no other reading fits. */
export const DAMAGES: readonly CodeDamage[] = [
  ...PREFIXES.map(inFront),
  { name: "FNC1 as the byte E8h", damage: (text) => Uint8Array.from([0xe8, ...Buffer.from(text, "latin1")]) },
  ...ENDS.map(atEnd),
  inFront(" "),
  inFront("   "),
  ...GS_SUBSTITUTES.map((sign) => ({ name: `${sign} for GS`, damage: withGs((text) => text.replaceAll(GS, sign)) })),
  ...GS_SUBSTITUTES.map((sign) => ({ name: `${sign} for GS and FNC1`, damage: withGs((text) => sign + text.replaceAll(GS, sign)) })),
  { name: "all GS lost", damage: withGs((text) => text.replaceAll(GS, "")) },
  ...[0, 1, 2].flatMap((which) => [
    { name: `GS ${which} lost`, damage: withGs((text) => replaceOne(text, which, "")) },
    { name: `GS ${which} replaced`, damage: withSeveralGs((text) => replaceOne(text, which, "%")) },
    { name: `GS ${which} replaced by a foreign sign`, damage: withGs((text) => replaceOne(text, which, "$")) },
  ]),
  { name: "Russian layout", damage: inRussian },
  { name: "Russian layout, all GS lost", damage: (text) => inRussian(text.replaceAll(GS, "")) },
  { name: "Russian layout, ^] for GS", damage: (text) => inRussian(text.replaceAll(GS, "^]")) },
  { name: "Russian layout with an AIM identifier", damage: (text) => inRussian(`]d2${text}`) },
  { name: "Base64", damage: (text) => Buffer.from(text, "latin1").toString("base64") },
  { name: "leading zero lost", damage: (text) => (text.startsWith("0") ? text.slice(1) : null) },
  { name: "leading zero and all GS lost", damage: withGs((text) => text.slice(1).replaceAll(GS, "")) },
];

/** They never leave a code that may be sold. */
export const HOPELESS: readonly CodeDamage[] = [
  ...JOINTS.map((joint) => ({ name: `twice with ${JSON.stringify(joint)} between`, damage: (text: string) => text + joint + text })),
  { name: "twice, all GS lost", damage: withGs((text) => (text + text).replaceAll(GS, "")) },
  { name: "three times", damage: (text) => text.repeat(3) },
  // only a long tail tells it; a keyboard's own word about Caps Lock is heeded by the screen
  { name: "upper case", damage: (text) => (/\u001d92[^\u001d]{44}/.test(text) ? text.toUpperCase() : null) },
  { name: "no check part", damage: (text) => (text.startsWith("01") && text.includes(GS) ? text.slice(0, text.indexOf(GS)) : null) },
];

/** Two codes in one scan. */
export function glue(first: string, second: string): readonly string[] {
  return JOINTS.map((joint) => first + joint + second);
}

/** Without a letter typed wrong, nobody can tell the layout: `/` and `.` alike stand in codes. */
function inRussian(text: string): string | null {
  const typed = typedInRussian(text);
  return /[а-яёА-ЯЁ№]/.test(typed) ? typed : null;
}

function replaceOne(text: string, which: number, sign: string): string {
  const parts = text.split(GS);
  const at = which % (parts.length - 1);
  return parts.reduce((whole, part, index) => whole + (index - 1 === at ? sign : GS) + part);
}
