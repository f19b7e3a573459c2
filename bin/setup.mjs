// `npm run setup` / `node bin/setup.mjs`: says which tools are missing and how to get them, then installs the packages.
import { spawnSync } from "node:child_process";
import { ensureInstalled, nodeComplaint } from "./readiness.mjs";

/** better-sqlite3 is compiled on the machine (docs/decisions/0001): python3, make and a C++ compiler are for that. */
const TOOLS = [
  { command: "git", package: "git", purpose: "to fetch updates of the till" },
  { command: "python3", package: "python3", purpose: "to compile better-sqlite3 and for the serial port emulator" },
  { command: "make", package: "make", purpose: "to compile better-sqlite3" },
  { command: "g++", package: "g++", purpose: "to compile better-sqlite3" },
];

const complaint = nodeComplaint();
if (complaint !== null) {
  process.stderr.write(`till: ${complaint}\n`);
  process.exit(4);
}
const missing = TOOLS.filter((tool) => spawnSync(tool.command, ["--version"], { stdio: "ignore" }).error !== undefined);
for (const tool of missing) process.stderr.write(`till: ${tool.command} is missing (${tool.purpose}): apt-get install ${tool.package}\n`);
if (missing.some((tool) => tool.command !== "git")) process.exit(4);
if (!ensureInstalled()) process.exit(4);
process.stdout.write("till: ready; `npm start` runs the till, `npm run demo` the demonstration, `npm test` the checks\n");
