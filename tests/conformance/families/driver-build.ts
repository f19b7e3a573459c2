import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Plugin } from "esbuild";
import { afterAll, beforeAll, describe } from "vitest";

const LIBRARY_SOURCE = fileURLToPath(new URL("../../../fiscal/emulator/atol/driver-library/libfptr10.c", import.meta.url));
const CHILD_SOURCE = fileURLToPath(new URL("../../../fiscal/atol/testing/driver-child.ts", import.meta.url));
const hasCompiler = process.platform === "linux" && spawnSync("cc", ["--version"], { stdio: "ignore" }).status === 0;

export interface BuiltDriver {
  readonly library: string;
  /** The driver's process in one file: it begins in a fraction of the time that its sources take. */
  readonly child: string;
}

let built: BuiltDriver | null = null;

export function builtDriver(): BuiltDriver {
  if (built === null) throw new Error("only inside describeWithDriver");
  return built;
}

/** Suites that need the library: it is compiled once for the file. Elsewhere than on Linux with a C compiler they are left out. */
export function describeWithDriver(suites: () => void): void {
  describe.skipIf(!hasCompiler)("with the library that Linux and a C compiler make", () => {
    let folder: string;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "driver-library-"));
      built = { library: join(folder, "libfptr10.so"), child: join(folder, "driver-child.mjs") };
      const compiled = spawnSync("cc", ["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", built.library, LIBRARY_SOURCE], {
        encoding: "utf8",
      });
      if (compiled.status !== 0) throw new Error(compiled.stderr);
      await build({
        entryPoints: [CHILD_SOURCE],
        outfile: built.child,
        bundle: true,
        platform: "node",
        format: "esm",
        plugins: [packageInPlace("koffi")],
      });
    });
    afterAll(() => {
      built = null;
      rmSync(folder, { recursive: true, force: true });
    });
    suites();
  });
}

/** A native package stays where it is installed, and the bundle finds it from anywhere. */
function packageInPlace(name: string): Plugin {
  return {
    name,
    setup: (bundle) => {
      bundle.onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: import.meta.resolve(name), external: true }));
    },
  };
}
