import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { startCardTerminalEmulator } from "../../device-drivers/card-terminal/emulator/run.ts";
import { EXIT, type Command } from "./command.ts";
import { CONTROL_PORT_OPTION, DATA_DIR_OPTION, dataDirOf, portOption, serve } from "./emulating.ts";

export const command: Command = {
  options: [portOption(9000), CONTROL_PORT_OPTION, DATA_DIR_OPTION],
  details: {
    en: "A bank's card terminal that remembers its operations. No money moves. GET /operations and POST /faults of the control address.",
    ru: "Банковский терминал, который помнит свои операции. Деньги не списываются. Управление: GET /operations, POST /faults.",
  },
  async run(context) {
    const folder = dataDirOf(context, "card-terminal");
    mkdirSync(folder, { recursive: true });
    const started = await startCardTerminalEmulator({
      file: join(folder, "operations.jsonl"),
      port: context.whole("port") ?? 0,
      controlPort: context.whole("control-port") ?? 0,
      clock: context.clock,
    });
    if (!started.ok) return context.fail([started.error], EXIT.environment);
    const terminal = started.value;
    return serve(context, { tcp: `127.0.0.1:${terminal.port}`, control: `http://127.0.0.1:${terminal.controlPort}` }, () =>
      terminal.stop(),
    );
  },
};
