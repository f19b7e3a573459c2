import { TAX_SYSTEMS } from "../../config/contract/vat.ts";
import { err, ok, type Result } from "../../config/result.ts";
import { AGENT_KINDS } from "../../fiscal/document/agent.ts";
import type { ReceiptRules } from "../../fiscal/document/check.ts";
import type { AgentKind } from "../../fiscal/document/fiscal-document.ts";
import type { CommandContext, OptionSpec, Text } from "./command.ts";

const YES_NO = ["yes", "no"] as const;
const NONE = "none";
const AGENT_WORDS = Object.keys(AGENT_KINDS) as AgentKind[];

/** What a registrar is registered for, as a person says it; what is not said is not checked. */
export const REGISTRATION_OPTIONS: readonly OptionSpec[] = [
  {
    name: "tax-systems",
    kind: "text",
    placeholder: "LIST",
    summary: {
      en: `registered tax systems (1062), with commas: ${TAX_SYSTEMS.join(", ")}`,
      ru: `зарегистрированные СНО (1062), через запятую: ${TAX_SYSTEMS.join(", ")}`,
    },
  },
  {
    name: "agents",
    kind: "text",
    placeholder: "LIST",
    summary: {
      en: `registered agent signs (1057), with commas, or ${NONE}: ${AGENT_WORDS.join(", ")}`,
      ru: `признаки агента в регистрации (1057), через запятую, или ${NONE}: ${AGENT_WORDS.join(", ")}`,
    },
  },
  {
    name: "marked-goods",
    kind: "choice",
    words: YES_NO,
    summary: {
      en: "registered for marked goods (1290); yes: codes need their check",
      ru: "регистрация для маркированных товаров (1290); yes: коды должны быть проверены",
    },
  },
  {
    name: "excise",
    kind: "choice",
    words: YES_NO,
    summary: { en: "registered for excise goods (1207, 1290)", ru: "регистрация для подакцизных товаров (1207, 1290)" },
  },
  {
    name: "rounding",
    kind: "choice",
    words: YES_NO,
    summary: { en: "the total may be rounded down to a rouble; otherwise yes", ru: "итог можно округлять вниз до рубля; иначе yes" },
  },
];

type RegistrationRules = Omit<ReceiptRules, "ffd" | "date">;

/** Rules out of the options; the error is for whoever typed a word that is none. */
export function registrationRules(context: Pick<CommandContext, "text">): Result<RegistrationRules, Text> {
  const taxSystems = listed(context.text("tax-systems"), TAX_SYSTEMS, "tax-systems");
  if (!taxSystems.ok) return taxSystems;
  const agents = context.text("agents") === NONE ? ok([]) : listed(context.text("agents"), AGENT_WORDS, "agents");
  if (!agents.ok) return agents;
  const said = (name: string): boolean | null => {
    const word = context.text(name);
    return word === undefined ? null : word === "yes";
  };
  const [sellsMarkedGoods, sellsExcise, mayRound] = [said("marked-goods"), said("excise"), said("rounding")];
  return ok({
    ...(taxSystems.value === null ? {} : { permittedTaxSystems: taxSystems.value }),
    ...(agents.value === null ? {} : { permittedAgents: agents.value }),
    ...(sellsMarkedGoods === null ? {} : { sellsMarkedGoods }),
    ...(sellsExcise === null ? {} : { sellsExcise }),
    ...(mayRound === null ? {} : { mayRound }),
  });
}

/** Null: not said. */
function listed<T extends string>(text: string | undefined, words: readonly T[], name: string): Result<readonly T[] | null, Text> {
  if (text === undefined) return ok(null);
  const found: T[] = [];
  for (const part of text.split(",").map((each) => each.trim())) {
    const word = words.find((each) => each === part);
    if (word === undefined) {
      return err({
        en: `--${name}: ${part} is none of ${words.join(", ")}`,
        ru: `--${name}: ${part} — нет такого; есть ${words.join(", ")}`,
      });
    }
    found.push(word);
  }
  return ok(found);
}
