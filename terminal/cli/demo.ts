import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { playDay } from "../demo/demo-day.ts";
import { readDemoGoods } from "../demo/demo-goods.ts";
import { demoReport, printedDocuments, summary } from "../demo/demo-report.ts";
import { spawnTill } from "../demo/spawn-till.ts";
import { createTillClient } from "../api/till-client.ts";
import { EXIT, type Command } from "./command.ts";

export const command: Command = {
  options: [{ name: "keep", kind: "flag", summary: { en: "keep the data directory afterwards", ru: "не удалять папку данных" } }],
  details: {
    en: "Plays a scripted shop day on the real sockets of a till and its emulated devices, in a folder of its own, then checks the promises that a day can prove. Exit code 1 when one is broken.",
    ru: "Играет день магазина по сценарию на настоящих соединениях кассы и учебных устройств, в своей папке данных, и проверяет все обещания, которые видны по одному дню. Код 1 — есть нарушение.",
  },
  async run(context) {
    const dataDir = mkdtempSync(join(tmpdir(), "till-demo-"));
    const demoConfig = join(context.root, "config", "demo", "till.yaml");
    const till = await spawnTill(context.root, ["--config", demoConfig], { ...context.env, TILL__DATADIR: dataDir });
    const world = till.ready.emulators;
    try {
      if (world === null) return context.fail([]);
      const tell = (line: string): void => {
        if (!context.json) context.answer({}, line);
      };
      await playDay({ client: createTillClient(till.url, dataDir, context.clock), world, goods: readDemoGoods(context.root), tell });
      const report = await demoReport(dataDir, world);
      if (!context.json) context.answer({}, await printedDocuments(world));
      context.answer(report, summary(report));
      return report.invariants.violated.length === 0 ? EXIT.ok : EXIT.failed;
    } finally {
      till.child.kill("SIGTERM");
      await till.exited;
      if (context.flag("keep")) context.note(dataDir);
      else rmSync(dataDir, { recursive: true, force: true });
    }
  },
};
