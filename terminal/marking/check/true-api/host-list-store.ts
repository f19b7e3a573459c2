import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { errorMessage } from "../../../../config/error-message.ts";
import { isServiceUrl } from "../../../../config/formats.ts";
import type { Log } from "../../../../config/log.ts";
import { asObject } from "../code-status.ts";
import { parseJson } from "../service-answer.ts";

/** The last list of hosts, for a start without network. Losing it costs nothing but that start. */
export interface HostListStore {
  load(): Promise<readonly string[]>;
  save(urls: readonly string[]): Promise<void>;
}

const FILE = "marking-hosts.json";

export function hostListFile(dataDir: string, log: Log): HostListStore {
  const path = join(dataDir, FILE);
  return {
    async load() {
      try {
        const hosts = asObject(parseJson(await readFile(path, "utf8")))?.["hosts"];
        return Array.isArray(hosts) ? hosts.filter((url): url is string => typeof url === "string" && isServiceUrl(url)) : [];
      } catch {
        return [];
      }
    },
    async save(urls) {
      try {
        await writeFile(`${path}.new`, JSON.stringify({ hosts: urls }));
        await rename(`${path}.new`, path);
      } catch (error) {
        log.warn({ path, reason: errorMessage(error) }, "the list of True API hosts was not kept");
      }
    },
  };
}
