import { appError } from "../../config/errors/index.ts";
import type { CodeStatus } from "./check/marking-check.ts";
import { askSenior, refuse, type Finding, type MarkedReturn, type Row } from "./finding.ts";
import type { MarkingSettings } from "./rules.ts";
import { isNotFound } from "./sale-rows.ts";

export interface ReturnCase {
  readonly returned: MarkedReturn;
  readonly status: CodeStatus;
  readonly settings: MarkingSettings;
}

/** Online answer about a returned code. Blocked does not forbid a return: the money goes back, the goods are put aside. */
export const RETURN_ROWS: readonly Row<ReturnCase>[] = [
  {
    about: "realizable = true: was not sold; by the setting when this shop sold it; not in the grey zone, not of a pack sold in parts",
    find: ({ returned, status, settings }) => {
      if (status.realizable !== true || status.grayZone === true || (status.soldUnitCount ?? 0) > 0) return null;
      return returned.soldHere === true ? lateState(settings) : refuse(appError("MRK527"));
    },
  },
  {
    about: "sold = false and not in circulation: the state lags; by the setting",
    find: ({ status, settings }) =>
      status.sold === false && status.realizable !== true && status.grayZone !== true && doubt(status) === null
        ? lateState(settings)
        : null,
  },
  {
    about: "not found, not genuine, wrong form, another error: a senior decides",
    find: ({ status }) => {
      const reason = doubt(status);
      return reason === null ? null : askSenior(appError("MRK545", { reason }));
    },
  },
];

/** Whatever was answered. */
export const RETURN_OWN_ROWS: readonly Row<Omit<ReturnCase, "status">>[] = [
  {
    about: "the register of the shop does not know a sale of the code: by the setting",
    find: ({ returned, settings }) =>
      returned.soldHere === false ? { verdict: settings.returns.notSoldHere, error: appError("MRK546") } : null,
  },
];

function doubt(status: CodeStatus): string | null {
  if (isNotFound(status)) return "код не найден";
  if (status.valid === false) return "неверный вид кода";
  if (status.verified === false) return "код не подлинный";
  const { errorCode, message } = status;
  return errorCode === null || errorCode === 0 ? null : (message ?? `ошибка ${errorCode}`);
}

function lateState(settings: MarkingSettings): Finding {
  return { verdict: settings.returns.lateState, error: appError("MRK544") };
}
