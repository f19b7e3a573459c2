import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeFileDurably } from "../journal/durable-file.ts";
import type { ApiTokens } from "./guard.ts";

const FILE = "api-tokens.json";
const TOKEN_BYTES = 24;

/** Tokens of the roles, made once per data directory and readable by its owner only. Delete the file to make new ones. */
export function loadTokens(dataDir: string): ApiTokens {
  const path = join(dataDir, FILE);
  if (existsSync(path)) {
    const stored = JSON.parse(readFileSync(path, "utf8")) as Partial<ApiTokens>;
    const { screen, customer, technician, integrator } = stored;
    if (screen && customer && technician && integrator) return { screen, customer, technician, integrator };
  }
  const fresh = (): string => randomBytes(TOKEN_BYTES).toString("base64url");
  const tokens: ApiTokens = { screen: fresh(), customer: fresh(), technician: fresh(), integrator: fresh() };
  writeFileDurably(path, `${JSON.stringify(tokens, null, 2)}\n`, 0o600);
  return tokens;
}
