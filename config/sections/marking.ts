import { Type } from "typebox";
import { DEFAULT_LOCAL_MODULE_URL, DEFAULT_MARKING_TIMEOUT_MS, DEFAULT_TRUE_API_URL } from "../defaults.ts";
import { choice, flag, list, secretText, section, text, whole } from "../fields.ts";
import { MarkingRulesSection } from "./marking-rules.ts";

/** Ways to check a code, in the order in which they are asked when nothing else is said. */
export const CHECK_SOURCES = ["ts-piot", "true-api", "local-module"] as const;

const timeoutMs = whole("Longest wait for one check, repeats included", 200, 10_000, { default: DEFAULT_MARKING_TIMEOUT_MS });
const caFile = Type.Optional(
  text("PEM file of the only authority that may have signed the service's certificate; without it those of the system", {
    path: true,
    maxLength: 500,
    example: "/etc/iteem-till/ts-piot-ca.pem",
  }),
);

const TsPiot = section("TS PIoT service (ТС ПИоТ): checks codes before the sale, by itself online or offline", {
  url: text("Address of its REST interface", { format: "serviceUrl", example: "https://localhost:51401" }),
  caFile,
  clientId: text("Number of the till software in the register (ПМСР)", { maxLength: 64 }),
  token: secretText("Token issued at that registration"),
  apiVersion: choice("Version of the interface; auto: found by asking once", ["auto", "1", "2", "3"], { default: "auto" }),
  timeoutMs,
});

const TrueApi = section("True API of the marking system (ГИС МТ), asked directly", {
  listUrl: text("Server that lists the hosts", {
    format: "serviceUrl",
    example: "https://markirovka.sandbox.crptech.ru",
    default: DEFAULT_TRUE_API_URL,
  }),
  caFile,
  apiKey: secretText("X-API-KEY of the taxpayer"),
  timeoutMs,
});

const LocalModule = section("Local module of the marking system (ЛМ ЧЗ) in the shop", {
  url: text("Address of its service", { format: "serviceUrl", example: "http://192.168.1.20:5995", default: DEFAULT_LOCAL_MODULE_URL }),
  caFile,
  user: text("User of the module", { maxLength: 64 }),
  password: secretText("Password of that user: not the vendor's"),
  token: Type.Optional(secretText("X-API-KEY, for a new init when its synchronisation failed; without it somebody does that by hand")),
  apiVersion: choice("Version of the interface; auto: found by asking once", ["auto", "1", "2"], { default: "auto" }),
  sharesSales: flag("Tell the module what was sold and returned, and ask it about the sales of the shop's other tills (version 2)", {
    default: true,
  }),
  timeoutMs,
});

/** Marked goods. */
export const MarkingSection = section(
  "Marked goods (Честный ЗНАК). Without any of the services marked goods are not sold",
  {
    sources: Type.Optional(
      list(
        "Services in the order of asking: an answer that cannot be used sends the code to the next. Without it all that are described below, in this order",
        choice("A service", CHECK_SOURCES),
        { minItems: 1, maxItems: CHECK_SOURCES.length },
      ),
    ),
    timeoutMs: Type.Optional(
      whole(
        "Longest wait for one code, all services together; without it the longest of theirs, and a second more when there are several",
        200,
        15_000,
      ),
    ),
    tsPiot: Type.Optional(TsPiot),
    trueApi: Type.Optional(TrueApi),
    localModule: Type.Optional(LocalModule),
    whenUnavailable: choice("No answer from any service: refuse the item, or let a senior decide", ["refuse", "ask-senior"], {
      default: "refuse",
    }),
    driveCheck: section(
      "Check of a code in the fiscal drive (FFD 1.2) as soon as its line is added, beside the services; no answer forbids nothing",
      {
        enabled: flag("Ask the registrar of the line's seller; otherwise codes are checked in the drive with the receipt alone", {
          default: true,
        }),
        timeoutMs: whole("Longest wait for the drive and, through it, the marking operator", 200, 60_000, { default: 4_000 }),
      },
      { whenAbsent: "defaults" },
    ),
    rules: MarkingRulesSection,
  },
  { whenAbsent: "defaults" },
);
