// `npm run docs`: renews the generated parts of docs/ (settings table, list of commands, error codes) from the program itself.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { ROOT } from "./readiness.mjs";

function till(...words) {
  const run = spawnSync(process.execPath, [join(ROOT, "bin", "till.mjs"), ...words], {
    encoding: "utf8",
    env: { ...process.env, TILL_LANGUAGE: "en" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (run.status !== 0) throw new Error(`till ${words.join(" ")} ended with ${run.status}`);
  return run.stdout.trim();
}

function renew(page, mark, body) {
  const path = join(ROOT, "docs", page);
  const text = readFileSync(path, "utf8");
  const renewed = text.replace(
    new RegExp(`<!-- ${mark} -->[^]*?<!-- /${mark} -->`),
    () => `<!-- ${mark} -->\n\n${body}\n\n<!-- /${mark} -->`,
  );
  if (renewed !== text) writeFileSync(path, renewed);
}

const { commands } = JSON.parse(till("--help", "--json"));
const rows = commands.map(({ name, summary }) => `| \`till ${name}\` | ${summary} |`);
renew("command-line.md", "commands", ["| command | does |", "| --- | --- |", ...rows].join("\n"));
renew("configuration.md", "settings", till("config", "schema", "--markdown"));
spawnSync(process.execPath, [join(ROOT, "node_modules", "vitest", "vitest.mjs"), "run", "tests/tidy/errors-page.test.ts"], {
  cwd: ROOT,
  env: { ...process.env, UPDATE_DOCS: "1" },
  stdio: ["ignore", "ignore", "inherit"],
});
