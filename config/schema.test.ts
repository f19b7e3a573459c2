import fc from "fast-check";
import { Check, Default } from "typebox/value";
import { describe, expect, it } from "vitest";
import { loadConfig } from "./load.ts";
import { readFileFromDisk } from "./read-file.ts";
import { ok } from "./result.ts";
import { choicesOf, type SchemaNode } from "./schema-node.ts";
import { CONFIG_SCHEMA_NODE, ConfigSchema } from "./schema.ts";
import { secretResolver } from "./resolve-secret.ts";
import { parseSource } from "./source-tree.ts";
import { validate } from "./validate.ts";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { PIN_HASH } from "./testing/minimal-config.ts";

const CONFIG_FOLDER = fileURLToPath(new URL(".", import.meta.url));

/** Stands for every secret file and variable that the examples mention. */
const SECRETS: Readonly<Record<string, string>> = {
  "/etc/iteem-till/kkt-operator": "3",
  "/etc/iteem-till/kkt-admin": "30",
  "/etc/iteem-till/ts-piot-token": "token",
  "/etc/iteem-till/local-module-password": "password",
  "/etc/iteem-till/x-api-key": "key",
  "/etc/iteem-till/iteem-token": "token",
  "/etc/iteem-till/onec-password": "password",
  "/etc/iteem-till/web-requests-password": "password",
  "/etc/iteem-till/pin-anna": PIN_HASH,
  "/etc/iteem-till/pin-maria": PIN_HASH,
};
const VARIABLES = { TILL_KKT_OPERATOR: "3", TILL_KKT_ADMIN: "30", TILL_ONEC_PASSWORD: "password", TILL_ANNA_PIN_HASH: PIN_HASH };

function loadExample(path: string) {
  return loadConfig({
    file: path,
    env: VARIABLES,
    readFile: (file) => {
      const secret = SECRETS[file];
      return secret === undefined ? readFileFromDisk(file) : ok(secret);
    },
  });
}

describe("files in the repository", () => {
  const examples = readdirSync(`${CONFIG_FOLDER}examples`)
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => `examples/${name}`);
  it.each([...examples, "demo/till.yaml"])("%s is correct", (name) => {
    expect(loadExample(CONFIG_FOLDER + name)).toMatchObject({ ok: true });
  });

  it("the demonstration has one person for each role, with the PINs that its comment promises", async () => {
    const demo = loadExample(`${CONFIG_FOLDER}demo/till.yaml`);
    if (!demo.ok) throw new Error("demo configuration is broken");
    const { verify } = await import("@node-rs/argon2");
    const pins = { anna: "1111", oleg: "2222", maria: "3333", petr: "4444" };
    for (const person of demo.value.access.staff)
      expect(await verify(person.pinHash.reveal(), pins[person.id as keyof typeof pins])).toBe(true);
    expect(demo.value.access.staff.map((person) => person.role)).toEqual(["cashier", "senior", "manager", "technician"]);
    expect(Object.values(demo.value.embedded).every(Boolean)).toBe(true);
  });
});

function eachNode(node: SchemaNode, path: string, visit: (node: SchemaNode, path: string) => void): void {
  visit(node, path);
  if (node.secret === true || choicesOf(node) !== null) return;
  for (const [key, property] of Object.entries(node.properties ?? {})) eachNode(property, path === "" ? key : `${path}.${key}`, visit);
  if (node.items !== undefined) eachNode(node.items, `${path}[]`, visit);
  for (const variant of node.anyOf ?? []) eachNode(variant, path, visit);
}

describe("the schema", () => {
  it("describes every key", () => {
    const undescribed: string[] = [];
    eachNode(CONFIG_SCHEMA_NODE, "", (node, path) => {
      if ((node.description ?? "").length < 3) undescribed.push(path);
    });
    expect(undescribed).toEqual([]);
  });

  it("gives a correct example wherever a text must have a form", () => {
    const bare: string[] = [];
    eachNode(CONFIG_SCHEMA_NODE, "", (node, path) => {
      if ((node.pattern !== undefined || node.format !== undefined) && node.example === undefined) bare.push(path);
    });
    expect(bare).toEqual([]);
  });

  it("our validator takes what TypeBox takes of it, on arbitrary changes of a correct file", () => {
    const demo = loadExample(`${CONFIG_FOLDER}demo/till.yaml`);
    if (!demo.ok) throw new Error("demo configuration is broken");
    const plain = JSON.parse(JSON.stringify(demo.value)) as Record<string, unknown>;
    for (const person of (plain["access"] as { staff: Record<string, unknown>[] }).staff) {
      person["pinHash"] = PIN_HASH;
      delete person["badgeHash"];
    }
    (plain["fiscal"] as Record<string, unknown>)["operatorPassword"] = "1";
    (plain["fiscal"] as Record<string, unknown>)["adminPassword"] = "30";
    for (const seller of plain["sellers"] as { fiscal: Record<string, unknown> }[])
      Object.assign(seller.fiscal, { operatorPassword: "1", adminPassword: "30" });
    expect(Check(ConfigSchema, plain)).toBe(true);
    const leaf = fc.oneof(
      fc.constant(true),
      fc.integer({ min: -5, max: 70_000 }),
      fc.constantFrom("", "ru", "x", "COM3", "127.0.0.1"),
      fc.constant([]),
      fc.constant({}),
    );
    const paths = pathsOf(plain);
    fc.assert(
      fc.property(fc.constantFrom(...paths), leaf, (path, value) => {
        const changed = withValue(plain, path, value);
        // Texts may be written without quotes and formats are checked by us alone, so ours may differ there; elsewhere both agree.
        if (isText(path)) return;
        // TypeBox fills no defaults inside a union.
        if (path.at(-1) === "webRequests") return;
        const ours = validate(CONFIG_SCHEMA_NODE, parseSource("x.yaml", JSON.stringify(changed)).root, CONTEXT).issues.length === 0;
        expect(ours, `${path.join(".")} = ${JSON.stringify(value)}`).toBe(
          Check(ConfigSchema, Default(ConfigSchema, structuredClone(changed))),
        );
      }),
      { numRuns: 300 },
    );
  });
});

const CONTEXT = {
  resolvePath: (path: string) => path,
  resolveSecret: secretResolver({ env: {}, readFile: readFileFromDisk, resolvePath: (path) => path }),
};

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [
    ...(path.length > 0 ? [path] : []),
    ...Object.entries(value).flatMap(([key, child]) => pathsOf(child, [...path, Array.isArray(value) ? Number(key) : key])),
  ];
}

function withValue(root: unknown, path: Path, value: unknown): unknown {
  const copy = structuredClone(root) as Record<string | number, unknown>;
  let parent = copy;
  for (const key of path.slice(0, -1)) parent = parent[key] as Record<string | number, unknown>;
  parent[path.at(-1) ?? ""] = value;
  return copy;
}

function isText(path: Path): boolean {
  let node: SchemaNode = CONFIG_SCHEMA_NODE;
  for (const key of path) {
    const options: SchemaNode[] = node.anyOf === undefined ? [node] : [...node.anyOf];
    const next =
      typeof key === "number" ? node.items : options.map((option) => option.properties?.[key]).find((property) => property !== undefined);
    if (next === undefined) return false;
    node = next;
  }
  return node.type === "string" || node.secret === true;
}
