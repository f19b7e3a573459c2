import type { Ffd } from "../../../fiscal/document/tags.ts";
import type { RegistrarFamily } from "./bench.ts";
import { isTriedIn, SETTLEMENTS, SHAPES, type ReceiptKind } from "./receipt-kinds.ts";
import { CHECK_RESULTS, CODES, COMPANY, MUTE, OTHER, PAPER, TROUBLE } from "./rows.ts";
import { repeatedKinds } from "./repeated-kinds.ts";
import { CORRECTIONS, PARTIES } from "./special-kinds.ts";

const RECEIPTS: readonly ReceiptKind[] = [...SETTLEMENTS, ...SHAPES, ...PARTIES];
export const ALL_KINDS: readonly ReceiptKind[] = [...RECEIPTS, ...CORRECTIONS, ...repeatedKinds(RECEIPTS)];
const FFDS: readonly Ffd[] = ["1.05", "1.1", "1.2"];

/** docs/devices/registrar-conformance.md: what the suite tries, and what each family does. Every cell is a test. */
export function conformancePage(families: readonly RegistrarFamily[]): string {
  return `${[
    "# Registrars: what is tried, and on what",
    INTRODUCTION,
    "## Documents",
    DOCUMENTS,
    table(families, kindRows(families)),
    "## The link cut at every byte",
    CUTS,
    cuts(families),
    "## Troubles",
    "The end is the same each time: one document, the till knows which, counters fit, nothing stays open, and the next receipt passes.",
    table(families, rows(families, { mute: MUTE, ...TROUBLE })),
    "## Other programs at the same registrar",
    table(families, rows(families, COMPANY)),
    "## Paper",
    "Registered and not printed is told apart (`isPrintOwed`) and printed later by `finishPrinting`, which registers nothing.",
    table(families, rows(families, PAPER)),
    "## Marking codes before their receipt",
    CHECKS,
    table(families, codeRows(families)),
  ].join("\n\n")}\n`;
}

const INTRODUCTION = `Made by \`tests/conformance\` (\`UPDATE_DOCS=1 npx vitest run tests/conformance/page.test.ts\` renews it; a test compares). One suite
runs over every family of registrars and every transport, each driver against the emulator of its family; driver and emulator share
no code. **yes** is a test that passes; **refused** is a test that the driver says so with that error and nothing is registered;
an empty cell is a version that the family's emulator does not play. The till's side of the tests does what the till does: register;
what is in doubt, resolve until it is decided; what surely was not registered, register again.

\`npm run test:conformance\` runs the suite alone. No real registrar has been tried.`;

const DOCUMENTS = `Each is registered exactly once and moves the counters by itself alone; the stored document holds every tag that was asked for
(by \`receiptTlv\`, and by values written down by hand), the caller has its number, sign and QR. Where no
version of the format is named, it is tried in 1.05, 1.1 and 1.2.`;

const CUTS = `At each byte of the exchange that makes a receipt, before the first and after the last one too. On the way there: what
\`register\` and \`resolve\` answered.`;

const CHECKS = `\`checkCode\` asks the drive, and through it the operator (ОИСМ); the receipt then takes what lies in the drive. Questions to the
drive are counted in the emulator; each receipt is the only new document, with the right 2106 in each position, and leaves no code behind.`;

function kindRows(families: readonly RegistrarFamily[]): string[][] {
  const documents = ALL_KINDS.flatMap((kind) =>
    kind.perFfd === undefined
      ? [[kind.name, ...families.map((family) => cell(family, [kind.name]))]]
      : FFDS.filter((ffd) => isTriedIn(kind, ffd)).map((ffd) => [
          `${kind.name}, FFD ${ffd}`,
          ...families.map((family) => (family.ffds.includes(ffd) ? cell(family, [`${kind.name}, FFD ${ffd}`, kind.name]) : "")),
        ]),
  );
  return [...documents, ...rows(families, OTHER)];
}

function rows(families: readonly RegistrarFamily[], names: Readonly<Record<string, string>>): string[][] {
  return Object.values(names).map((name) => [name, ...families.map((family) => cell(family, [name]))]);
}

function codeRows(families: readonly RegistrarFamily[]): string[][] {
  const results = CHECK_RESULTS.map((result) => [`${CODES.result} ${result}`, ...families.map(() => "yes")]);
  const { result: _result, ...others } = CODES;
  return [...results, ...rows(families, others)];
}

function cell(family: RegistrarFamily, names: readonly string[]): string {
  const refusal = names.map((name) => family.refuses[name]).find((code) => code !== undefined);
  if (refusal !== undefined) return `refused, ${refusal}`;
  const reason = names.map((name) => family.cannotHappen[name]).find((why) => why !== undefined);
  if (reason === undefined && family.repeatsXReport && names.includes(TROUBLE.otherAfter)) return "yes; the X report is printed again";
  return reason ?? "yes";
}

function cuts(families: readonly RegistrarFamily[]): string {
  const body = families.flatMap((family) =>
    family.cuts.map(({ point, paths, variants }) => [
      family.name,
      [point.name, ...variants].join("; "),
      paths.map((path) => `\`${path}\``).join(", "),
    ]),
  );
  return markdown(["registrar", "cut", "on the way"], body);
}

function table(families: readonly RegistrarFamily[], body: readonly (readonly string[])[]): string {
  return markdown(["", ...families.map(({ name }) => name)], body);
}

function markdown(head: readonly string[], body: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...body.map(line)].join("\n");
}
