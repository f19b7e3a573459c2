#!/usr/bin/env node
// The launcher: makes a checkout ready (Node, packages, build), then becomes the till, in this same process.
import module from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { BUILD_DIR, ensureInstalled, isBuildStale, nodeComplaint } from "./readiness.mjs";

/** Documented in docs/command-line.md: the surroundings are not fit to run. */
const EXIT_ENVIRONMENT = 4;
const PARENT_POLL_MS = 500;

const complaint = nodeComplaint();
if (complaint !== null) {
  process.stderr.write(`till: ${complaint}\n`);
  process.exit(EXIT_ENVIRONMENT);
}
if (!ensureInstalled()) process.exit(EXIT_ENVIRONMENT);
if (isBuildStale()) {
  const { build } = await import("./build.mjs");
  if (!(await build())) process.exit(EXIT_ENVIRONMENT);
}
if (process.env.npm_lifecycle_event !== undefined) endWithParent();
// Present from Node 22.1; keeps the compiled form of the packages outside the bundle, as run-bundle.mjs does for the bundle.
module.enableCompileCache?.(join(BUILD_DIR, ".compile-cache"));
await import(pathToFileURL(join(BUILD_DIR, "till.mjs")).href);

/** npm passes a signal on to its shell only, and the shell does not pass it on: without this the till would stay behind. */
function endWithParent() {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, "SIGTERM");
  }, PARENT_POLL_MS);
  watch.unref();
}
