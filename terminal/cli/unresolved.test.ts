import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { err } from "../../config/result.ts";
import { appError } from "../../config/errors/index.ts";
import { createScreenFeed } from "../api/screen-feed.ts";
import type { ApiServer } from "../api/server.ts";
import { loadTokens } from "../api/tokens.ts";
import { gatherEvidence } from "../effects/unresolved-evidence.ts";
import { dieDuring, revive } from "../testing/dying-registrar.ts";
import { openTill, OTHER_PIECE, PIECE, type OpenTill } from "../testing/open-till.ts";
import { startQuietApi } from "../testing/quiet-api.ts";
import { viewOf } from "../testing/view-of.ts";
import { unresolvedEvidenceView } from "../view/unresolved-view.ts";
import { typeCommand } from "../testing/command-line.ts";

/** Goal: a technician settles a document without an outcome from the command line, through the running till's own door. */
const folder = mkdtempSync(join(tmpdir(), "till-unresolved-"));
const configFile = join(folder, "till.yaml");
let world: OpenTill;
let api: ApiServer;

beforeAll(async () => {
  world = await openTill();
  Object.assign(world.outside.fiscal.faults, { lostAfter: 1, undecided: 1 });
  await world.send({ type: "addItem", itemId: PIECE });
  await world.send({ type: "payCash" });
  await world.settle();
  Object.assign(world.outside.fiscal.faults, { lostAfter: 0, undecided: 0 });
  await world.send({ type: "dismissAlert" });
  await world.send({ type: "signOut" });
  const view = () => viewOf(world);
  const silent = { ...world.outside.fiscal.registrar, status: async () => err(appError("FIS301", { address: "tcp" })) };
  api = await startQuietApi({
    till: world.till,
    feed: createScreenFeed(view),
    tokens: loadTokens(folder),
    unresolved: async (jobId) => {
      const job = world.till.state.unresolved.find((each) => each.id === jobId);
      return job === undefined ? null : unresolvedEvidenceView(job, await gatherEvidence(job, silent), "ru");
    },
    view,
    screenDir: folder,
  });
  writeFileSync(configFile, configOf(api.port));
});
afterAll(async () => {
  await api.stop();
  rmSync(folder, { recursive: true, force: true });
});

function configOf(port: number): string {
  return `till: { id: t, shopId: "1", shopName: Магазин, organisation: ООО, inn: "7701234560" }
dataDir: ${folder}
api: { port: ${port} }
fiscal: { link: { tcp: { host: 127.0.0.1 } } }
access: { staff: [{ id: a, name: А, role: manager, pinHash: { env: PIN } }] }
`;
}

function till(words: readonly string[], input = "") {
  const env = { PIN: "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" };
  return typeCommand([...words, "--config", configFile], { cwd: folder, root: folder, env, input });
}

it("lists what is unresolved with what the registrar says and what to do", async () => {
  const listed = await till(["unresolved", "list"]);
  expect(listed.err).toBe("");
  expect(listed.exit).toBe(0);
  expect(listed.out).toContain(world.till.state.unresolved[0]?.id);
  expect(listed.out).toContain("FIS301");
  expect(listed.out).toContain("→ the registrar is silent");
  expect(listed.out).toMatch(/, \d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d, /);
  expect(listed.out).not.toContain("registrar of");
  expect(JSON.parse((await till(["unresolved", "list", "--json"])).out)).toMatchObject({
    documents: [{ registrarId: "main", owner: null }],
  });
});

it("refuses a wrong PIN and a number that does not fit, and settles with the right ones although nobody is signed in", async () => {
  const jobId = world.till.state.unresolved[0]?.id ?? "";
  const words = ["unresolved", "settle", jobId, "--as", "registered", "--reason", "by the paper", "--staff", "senior"];
  expect(await till([...words, "--fd", "2"], "9999")).toMatchObject({ exit: 1 });
  expect((await till([...words, "--fd", "1"], "2222")).err).toContain("RCP462");
  const refused = await till([...words, "--fd", "1", "--json"], "2222");
  expect(JSON.parse(refused.out)).toMatchObject({ ok: false, errors: [{ code: "RCP462", hint: expect.any(String) as string }] });
  expect(await till([...words, "--fd", "1", "--as", "not-registered"])).toMatchObject({
    exit: 2,
    err: expect.stringContaining("--fd") as string,
  });
  expect(world.till.state.unresolved).toHaveLength(1);
  expect(await till([...words, "--fd", "2"], "2222\n")).toMatchObject({ exit: 0, out: "recorded" });
  expect(world.till.state.unresolved).toEqual([]);
  const stored = world.outside.db.prepare("SELECT data FROM event WHERE type = 'unresolvedSettled'").get() as { data: string };
  expect(JSON.parse(stored.data)).toMatchObject({ as: "registered", approvedBy: "senior", reason: "by the paper" });
  expect(await till(["unresolved", "list"])).toMatchObject({ exit: 0, out: "Nothing is unresolved." });
});

it("names what the command line lacks before the till is asked", async () => {
  const words = ["unresolved", "settle", "job", "--reason", "r", "--staff", "senior"];
  expect((await till(words, "2222")).err).toMatch(/^till: --as is required/);
  expect((await till([...words, "--as", "registered"], "2222")).err).toMatch(/^till: --as registered needs --fd/);
  expect((await till([...words, "--as", "not-registered"], "")).err).toMatch(/^till: the PIN .*standard input/);
});

it("tells whose registrar a document belongs to, on a till with several sellers", async () => {
  const two = await openTill(2);
  const bakery = two.outside.furtherFiscal.get("bakery");
  if (bakery === undefined) throw new Error("no second registrar");
  Object.assign(bakery.faults, { lostAfter: 1, undecided: 1 });
  await two.send({ type: "addItem", itemId: OTHER_PIECE });
  await two.send({ type: "payCash" });
  await two.settle();
  const [job] = viewOf(two).unresolved;
  expect(job).toMatchObject({ registrarId: "bakery", owner: two.outside.settings.sellers[1]?.organisation });
});

it("puts the document of a silent registrar aside and takes a senior's word on it as unverified only", async () => {
  const { fiscal, db } = world.outside;
  expect((await till(["unresolved", "park", "--staff", "senior"], "2222")).err).toContain("RCP468");
  await world.send({ type: "signIn", staffId: "cashier", pin: "1111" });
  dieDuring(fiscal, "receipt", true);
  await world.send({ type: "addItem", itemId: PIECE });
  await world.send({ type: "payCash" });
  await world.settle();
  expect((await till(["unresolved", "park", "--staff", "senior"], "12")).err).toContain("standard input");
  expect((await till(["unresolved", "park", "--staff", "senior", "--seller", "fish"], "2222")).err).toContain("RCP487");
  const parked = await till(["unresolved", "park", "--staff", "senior", "--seller", "main", "--json"], "2222\n");
  const jobId = world.till.state.unresolved[0]?.id ?? "";
  expect(JSON.parse(parked.out)).toMatchObject({ jobId });
  expect((await till(["unresolved", "list"])).out).toContain("put aside until the registrar answers");

  const words = ["unresolved", "settle", jobId, "--as", "registered", "--reason", "the drive burnt", "--staff", "senior"];
  const { fdNumber, fiscalSign } = fiscal.documents.at(-1) ?? { fdNumber: 0, fiscalSign: "" };
  const number = ["--fd", String(fdNumber)];
  expect((await till([...words, ...number], "2222")).err).toContain("FIS301");
  expect((await till([...words, ...number, "--unverified"], "2222")).err).toContain("RCP467");
  expect(await till([...words, ...number, "--sign", fiscalSign], "2222")).toMatchObject({ exit: 2 });
  expect(await till([...words, ...number, "--unverified", "--sign", "12a"], "2222")).toMatchObject({ exit: 2 });
  expect(await till([...words, ...number, "--unverified", "--sign", fiscalSign], "2222")).toMatchObject({ exit: 0, out: "recorded" });
  const stored = db.prepare("SELECT data FROM event WHERE type = 'unresolvedSettled' ORDER BY sequence DESC").get() as { data: string };
  expect(JSON.parse(stored.data)).toMatchObject({
    approvedBy: "senior",
    reason: "the drive burnt",
    unverified: { registered: { fdNumber } },
  });
  revive(fiscal);
  await world.settle();

  dieDuring(fiscal, "cash-in", true);
  await world.send({ type: "cashIn", amountKop: 5_000, reason: "размен" });
  await world.settle();
  await till(["unresolved", "park", "--staff", "senior"], "2222");
  const cash = [
    "unresolved",
    "settle",
    world.till.state.unresolved[0]?.id ?? "",
    "--as",
    "registered",
    "--reason",
    "r",
    "--staff",
    "senior",
  ];
  expect((await till(cash, "2222")).err).toContain("FIS301");
  expect(await till([...cash, "--unverified"], "2222"), "cash has no number").toMatchObject({ exit: 0 });
  revive(fiscal);
  await world.settle();
  expect(world.till.state.verdicts).toEqual([]);
});

it("says how to start a till that does not run", async () => {
  writeFileSync(configFile, configOf(3));
  expect((await till(["unresolved", "list"])).err).toMatch(/^API107 .*ECONNREFUSED/);
});
