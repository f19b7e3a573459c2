import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { CodeBook, loopbackTls, startLocalModuleEmulator, startTrueApiEmulator, startTsPiotEmulator } from "../marking/emulator/index.ts";
import type { Command, CommandContext, OptionSpec } from "./command.ts";
import { emulatorLog, serve, startOrRefuse, STRANGE_CODES_OPTION, VERBOSE_OPTION } from "./emulating.ts";

const TLS_OPTION: OptionSpec = {
  name: "tls-dir",
  kind: "text",
  placeholder: "DIR",
  summary: {
    en: "HTTPS with a new local authority, whose certificate is put there as marking-ca.pem (caFile of the till)",
    ru: "HTTPS с новым местным центром; его сертификат — marking-ca.pem в этой папке (caFile кассы)",
  },
};

export const command: Command = {
  options: [
    {
      name: "port",
      kind: "whole",
      placeholder: "PORT",
      min: 0,
      max: 65_000,
      default: 0,
      summary: {
        en: "first of the ports: TS PIoT, local module, list server, hosts; 0 takes any free ones",
        ru: "первый порт: ТС ПИоТ, локальный модуль, сервер списка, узлы; 0 — любые свободные",
      },
    },
    {
      name: "hosts",
      kind: "whole",
      placeholder: "N",
      min: 1,
      max: 20,
      default: 3,
      summary: { en: "hosts of the CDN", ru: "сколько узлов CDN" },
    },
    { name: "api-key", kind: "text", placeholder: "KEY", summary: { en: "X-API-KEY; demo-key", ru: "ключ X-API-KEY; demo-key" } },
    {
      name: "user",
      kind: "text",
      placeholder: "NAME",
      summary: { en: "user of the local module; demo", ru: "имя для локального модуля; demo" },
    },
    {
      name: "password",
      kind: "text",
      placeholder: "TEXT",
      summary: { en: "password of the local module; demo-password", ru: "пароль локального модуля; demo-password" },
    },
    TLS_OPTION,
    STRANGE_CODES_OPTION,
    VERBOSE_OPTION,
  ],
  details: {
    en: "Three services that check marking codes, each with its control interface. A code that is set in one of them is the same in all. Nothing reaches the marking system.",
    ru: "Три службы проверки кодов, у каждой своё управление. Код, заданный в одной, таков же во всех. В «Честный ЗНАК» ничего не уходит.",
  },
  async run(context) {
    const started = await startOrRefuse(context, () => startAll(context));
    if (typeof started === "number") return started;
    return serve(context, started.addresses, started.stop);
  },
};

async function startAll(context: CommandContext) {
  const { clock } = context;
  const log = emulatorLog(context);
  const book = new CodeBook(context.flag("accept-strangers"));
  const first = context.whole("port") ?? 0;
  const port = (offset: number): number => (first === 0 ? 0 : first + offset);
  const token = context.text("api-key") ?? "demo-key";
  const tls = openTls(context);
  const common = { book, clock, log, ...(tls === null ? {} : { tls }) };
  const tsPiot = await startTsPiotEmulator({ port: port(0), ...common });
  const localModule = await startLocalModuleEmulator({
    port: port(1),
    user: context.text("user") ?? "demo",
    password: context.text("password") ?? "demo-password",
    token,
    ...common,
  });
  const trueApi = await startTrueApiEmulator({ port: port(2), hosts: context.whole("hosts") ?? 3, apiKey: token, ...common });
  return {
    addresses: {
      tsPiot: tsPiot.url,
      tsPiotControl: tsPiot.controlUrl,
      localModule: localModule.url,
      localModuleControl: localModule.controlUrl,
      trueApi: trueApi.listUrl,
      trueApiControl: trueApi.controlUrl,
      ...(tls === null ? {} : { caFile: tls.caFile }),
    },
    stop: async () => {
      await Promise.all([tsPiot.close(), localModule.close(), trueApi.close()]);
    },
  };
}

function openTls(context: CommandContext) {
  const named = context.text("tls-dir");
  if (named === undefined) return null;
  const folder = resolve(context.cwd, named);
  const { caPem, certPem, keyPem } = loopbackTls(context.clock.now());
  const caFile = join(folder, "marking-ca.pem");
  mkdirSync(folder, { recursive: true });
  writeFileSync(caFile, caPem);
  return { certPem, keyPem, caFile };
}
