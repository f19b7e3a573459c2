import { stringify } from "yaml";
import { EXIT, type Command } from "./command.ts";
import { CONFIG_OPTION, loadCommandConfig } from "./with-config.ts";

export const command: Command = {
  options: [CONFIG_OPTION],
  async run(context) {
    const loaded = loadCommandConfig(context);
    if (!loaded.ok) return loaded.error;
    const { file, config } = loaded.value;
    // JSON first: it is where secrets turn into "[secret]".
    const plain: unknown = JSON.parse(JSON.stringify(config));
    context.answer({ file, config: plain }, `# ${file}\n${stringify(plain).trimEnd()}`);
    return EXIT.ok;
  },
};
