#!/usr/bin/env node
// The launcher: makes a checkout ready (Node, packages, build), then becomes the till, in this same process.
import module from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { BUILD_DIR, ensureInstalled, isBuildStale, nodeComplaint } from "./readiness.mjs";

/** Documented in docs/command-line.md: the surroundings are not fit to run. */
const EXIT_ENVIRONMENT = 4;

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
// Present from Node 22.1; keeps the compiled form of the packages outside the bundle, as run-bundle.mjs does for the bundle.
module.enableCompileCache?.(join(BUILD_DIR, ".compile-cache"));
await import(pathToFileURL(join(BUILD_DIR, "till.mjs")).href);
