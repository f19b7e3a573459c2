import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { build } from "esbuild";

const SCREENS = join(import.meta.dirname, "../../kiosk-ui");

/** The screens as `npm run build` makes them, in memory: URL path → file. */
export async function bundleScreens(): Promise<ReadonlyMap<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: [{ in: join(SCREENS, "main.tsx"), out: "main" }],
    outdir: "/",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: ["chrome109", "firefox115"],
    jsx: "automatic",
    jsxImportSource: "preact",
    minify: true,
    write: false,
    logLevel: "error",
  });
  const files = new Map<string, Uint8Array>(outputFiles.map((file) => [file.path, file.contents]));
  files.set("/index.html", readFileSync(join(SCREENS, "index.html")));
  const base = join(SCREENS, "static");
  for (const entry of readdirSync(base, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(`/${relative(base, path).replaceAll("\\", "/")}`, readFileSync(path));
  }
  return files;
}
