/** The process that bench-data.ts makes its data in: what, size, folder. */
import { makeData } from "./bench-data.ts";

const [what, size, folder] = process.argv.slice(2);
if ((what !== "catalog" && what !== "history") || folder === undefined) throw new Error("started by bench-data.ts only");
await makeData(what, Number(size), folder);
