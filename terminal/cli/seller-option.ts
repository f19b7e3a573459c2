import type { Config } from "../../config/schema.ts";
import { err, ok, type Result } from "../../config/result.ts";
import { configuredSellers, type ConfiguredSeller } from "../till-settings.ts";
import type { CommandContext, ExitCode, OptionSpec } from "./command.ts";

/** On a till with several sellers each has a registrar of its own (docs/decisions/0013). */
export const SELLER_OPTION: OptionSpec = {
  name: "seller",
  kind: "text",
  placeholder: "ID",
  summary: {
    en: "whose registrar: sellers[].id of the configuration, or main; only where there are several",
    ru: "чья ККТ: sellers[].id из настроек или main; только если продавцов несколько",
  },
};

/** The sellers that the command line means: one, or every one where it names none. A name that is nobody's is a wrong command line. */
export function meantSellers(
  context: CommandContext,
  config: Config,
): Result<readonly [ConfiguredSeller, ...ConfiguredSeller[]], ExitCode> {
  const all = configuredSellers(config);
  const named = context.text("seller");
  if (named === undefined) return ok(all);
  const found = all.find(({ id }) => id === named);
  if (found !== undefined) return ok([found]);
  const list = sellerList(all);
  return err(
    context.misuse({ en: `--seller: no seller “${named}”; there are: ${list}`, ru: `--seller: нет продавца «${named}»; есть: ${list}` }),
  );
}

/**
 * The one seller that the command line means. With several it must say which: a command to the wrong registrar can't be taken
 * back. An address given with `--tcp` is already one; the family and passwords are those of the till's own.
 */
export function meantSeller(context: CommandContext, config: Config): Result<ConfiguredSeller, ExitCode> {
  const meant = meantSellers(context, config);
  if (!meant.ok) return meant;
  const [first, ...others] = meant.value;
  if (others.length === 0 || context.text("tcp") !== undefined) return ok(first);
  const list = sellerList(meant.value);
  return err(
    context.misuse({ en: `there are several registrars, say whose: --seller ${list}`, ru: `ККТ несколько, укажите чья: --seller ${list}` }),
  );
}

function sellerList(sellers: readonly ConfiguredSeller[]): string {
  return sellers.map(sellerName).join(", ");
}

/** "bakery (ИП Хлебов И. П.)" */
export function sellerName({ id, organisation }: ConfiguredSeller): string {
  return `${id} (${organisation})`;
}
