import { join } from "node:path";
import type { Clock } from "../../config/clock.ts";
import { errorText } from "../../config/errors/index.ts";
import { assertInvariant } from "../../config/result.ts";
import { currentGeneration } from "../catalog/catalog-files.ts";

/** The demonstration's goods, imported by the importer that shops use, once per data directory. */
export async function seedDemoCatalog(dataDir: string, root: string, clock: Clock): Promise<void> {
  const current = currentGeneration(dataDir);
  if (!current.ok || current.value !== null) return;
  const { runCatalogImport } = await import("../catalog/import/run-import.ts");
  const imported = await runCatalogImport({ files: [join(root, "config", "demo", "catalog.csv")], dataDir, clock });
  assertInvariant(imported.ok, imported.ok ? "" : `the demonstration's catalogue imports: ${errorText(imported.error.error, "en")}`);
}
