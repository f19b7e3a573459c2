import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { CODES_IN_DOCUMENT_MAX } from "../marking/withdrawal/withdrawal-document.ts";
import { typeCommand } from "../testing/command-line.ts";

const folder = mkdtempSync(join(tmpdir(), "till-withdraw-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CIS = "010469900008919921";
const DAMAGED = [
  "--group",
  "milk",
  "--reason",
  "DAMAGE_LOSS",
  "--document",
  "OTHER",
  "--number",
  "А-12",
  "--date",
  "2026-11-24",
  "--name",
  "Акт",
];

function withdraw(list: string, words: readonly string[]) {
  writeFileSync(join(folder, "codes.txt"), list);
  return typeCommand(["marking", "withdraw", "codes.txt", "--json", ...words], { cwd: folder });
}

it("writes the document that head office signs: codes without their check parts, each once", async () => {
  const answer = await withdraw(`${CIS}6\u001d93dGVz\r\n${CIS}<&>"\n${CIS}6\n`, [...DAMAGED, "--to", "out"]);
  expect(answer).toMatchObject({ exit: 0 });
  const [{ path, type, codes }] = (JSON.parse(answer.out) as { documents: [{ path: string; type: string; codes: number }] }).documents;
  expect({ path, type, codes }).toEqual({ path: join(folder, "out/LK_RECEIPT-milk-2026-11-24-1.json"), type: "LK_RECEIPT", codes: 2 });
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({
    inn: "9900000000",
    action: "DAMAGE_LOSS",
    action_date: "2026-11-24",
    document_type: "OTHER",
    document_number: "А-12",
    document_date: "2026-11-24",
    primary_document_custom_name: "Акт",
    products: [{ cis: `${CIS}6` }, { cis: `${CIS}<&>"` }],
  });
  // It may be signed already.
  expect((await withdraw(`${CIS}7\n`, [...DAMAGED, "--to", "out"])).out).toContain("MRK604");
  expect(readFileSync(path, "utf8")).not.toContain(`${CIS}7"`);
});

it("a return names its codes otherwise", async () => {
  const words = [
    "--group",
    "shoes",
    "--reason",
    "RETAIL_RETURN",
    "--document",
    "RECEIPT",
    "--number",
    "5",
    "--date",
    "2026-11-23",
    "--paid",
  ];
  const answer = await withdraw(`${CIS}abc\n`, words);
  expect(answer.exit).toBe(0);
  expect(JSON.parse(readFileSync(join(folder, "LP_RETURN-shoes-2026-11-23-1.json"), "utf8"))).toEqual({
    trade_participant_inn: "9900000000",
    return_type: "RETAIL_RETURN",
    paid: true,
    primary_document_type: "RECEIPT",
    primary_document_number: "5",
    primary_document_date: "2026-11-23",
    products_list: [{ ki: `${CIS}abc` }],
  });
});

it("more codes than a document takes go into the next one", async () => {
  const list = Array.from({ length: CODES_IN_DOCUMENT_MAX + 1 }, (_, at) => `${CIS}${at.toString(36)}`).join("\n");
  const answer = await withdraw(list, [...DAMAGED, "--to", "many"]);
  expect((JSON.parse(answer.out) as { documents: { codes: number }[] }).documents.map(({ codes }) => codes)).toEqual([
    CODES_IN_DOCUMENT_MAX,
    1,
  ]);
});

it.each([
  [`${CIS}1\n4699000089199\n`, DAMAGED, 1, "MRK602"],
  ["\n", DAMAGED, 1, "MRK601"],
  [`${CIS}1`, DAMAGED.with(1, "tobacco"), 1, "MRK603"],
  [`${CIS}1`, DAMAGED.with(9, "2026-02-30"), 2, "--date"],
  [`${CIS}1`, DAMAGED.slice(0, 10), 2, "--name"],
  [`${CIS}1`, DAMAGED.with(3, "OTHER"), 2, "--explanation"],
  [`${CIS}1`, [...DAMAGED, "--inn", "123"], 2, "--inn"],
])("refuses %j %j", async (list, words, exit, said) => {
  const answer = await withdraw(list, [...words, "--to", "refused"]);
  expect(answer.exit).toBe(exit);
  expect(answer.out + answer.err).toContain(said);
});
