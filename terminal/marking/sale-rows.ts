import { appError, type AppError } from "../../config/errors/index.ts";
import { localDate } from "../../config/local-date.ts";
import type { CodeStatus } from "./check/marking-check.ts";
import { refuse, askSenior, type Finding, type Row, type SaleCase } from "./finding.ts";
import { priceFault } from "./price-rules.ts";
import {
  ANSWER_FORMAT_ERRORS,
  ANSWER_NOT_FOUND_ERRORS,
  ANSWER_SIGNATURE_ERRORS,
  AUTHORITY_NAMES,
  BOX_PACKAGE_TYPES,
  CONFORMITY_WORDS,
  GROUP_PACKAGE_TYPES,
  VETERINARY_WORDS,
  VOID_WORDS,
} from "./rules.ts";
import { codeExpiry, peopleDate } from "./shop-time.ts";

/** Rows of an answer see its status; the tables below are asked only when there is one. */
export interface AnsweredCase extends SaleCase {
  readonly status: CodeStatus;
  /** Code of the whole request: the local module answers with one. */
  readonly requestCode: number;
  readonly description: string | null;
}

const is = (error: AppError | null): Finding | null => (error === null ? null : refuse(error));
const when = (holds: boolean, error: () => AppError): Finding | null => (holds ? refuse(error()) : null);

/** Whatever the mode and the group: a withdrawn or stopped code is not sold. Blocked holds offline too. */
export const WITHDRAWAL_ROWS: readonly Row<AnsweredCase>[] = [
  {
    about: "isBlocked = true: stopped by an authority",
    find: ({ status }) => when(status.isBlocked === true, () => appError("MRK513", { authorities: authorities(status) })),
  },
  {
    about: "sold = true: withdrawn from circulation; of a pack sold in parts only when nothing is left",
    find: (each) => when(isSoldOut(each), () => appError("MRK514")),
  },
  {
    about: "packageType LEVEL2… or ATK: a box",
    find: ({ status }) => when(isBox(status), () => appError("MRK523", { kind: status.packageType })),
  },
  {
    about: "packageType GROUP or LEVEL1 with soldUnitCount > 0: part of the pack is sold",
    find: ({ sale, status }) =>
      when(isGroupPack(status) && sale.isPart !== true && status.sold !== true && (status.soldUnitCount ?? 0) > 0, () =>
        appError("MRK522", { sold: status.soldUnitCount, total: status.innerUnitCount ?? "?" }),
      ),
  },
];

export const NOT_FOUND_ROW: Row<AnsweredCase> = {
  about: "found = false, or errorCode 10 or 11",
  find: ({ status }) => when(isNotFound(status), () => appError("MRK510")),
};

/** Online answer about a code that GIS MT knows. Order decides only which reason is shown first. */
export const ONLINE_ROWS: readonly Row<AnsweredCase>[] = [
  {
    about: "valid = false, or an errorCode of the form",
    find: ({ status }) =>
      when(status.valid === false || has(status, ANSWER_FORMAT_ERRORS), () =>
        appError("MRK511", { errorCode: status.errorCode ?? 0, message: status.message ?? "" }),
      ),
  },
  {
    about: "verified = false, or an errorCode of the signature; not in the groups of the setting",
    find: ({ status, group, settings }) =>
      when(
        (status.verified === false || has(status, ANSWER_SIGNATURE_ERRORS)) &&
          !(group !== null && settings.unverifiedAllowed.includes(group)),
        () => appError("MRK512"),
      ),
  },
  { about: "another errorCode, or a text that a document is void", find: ({ status }) => is(otherFault(status)) },
  ...WITHDRAWAL_ROWS,
  { about: "utilised = false: not applied", find: ({ status }) => when(status.utilised === false, () => appError("MRK515")) },
  {
    about: "realizable = false, not sold: not in circulation; not of a grey zone where the group has one",
    find: ({ status, groupLaw }) =>
      when(status.realizable === false && status.sold !== true && !(status.grayZone === true && groupLaw?.grayZone === true), () =>
        appError("MRK516"),
      ),
  },
  { about: "expireDate has come", find: expiry },
  {
    about: "isOwner = false, tracked by piece, not an exempt group: by the setting",
    find: ({ status, groupLaw, settings }) => {
      const isOther = status.isOwner === false && status.isTracking !== false;
      if (!isOther || settings.otherOwner === "allow" || groupLaw?.otherOwner === false) return null;
      return { verdict: settings.otherOwner, error: appError("MRK520") };
    },
  },
];

/** Answer of the local module: its other flags all come as false and mean nothing [seen]. */
export const OFFLINE_ROWS: readonly Row<AnsweredCase>[] = [
  ...WITHDRAWAL_ROWS,
  {
    about: "code of the request ≠ 0",
    find: ({ requestCode, description }) =>
      when(requestCode !== 0, () => appError("MRK521", { message: description ?? "", errorCode: requestCode }, String(requestCode))),
  },
  {
    about: "errorCode ≠ 0, or a text that a document is void",
    find: ({ status }) => is(status.errorCode === null || status.errorCode === 0 ? voidDocument(status) : errorOf(status)),
  },
];

/** What the till finds by itself, whatever was answered. */
export const OWN_ROWS: readonly Row<SaleCase>[] = [
  {
    about: "expiry in the code itself (AI 17, 7003)",
    find: ({ sale, groupLaw, settings }) => {
      const expires = isExpiryChecked(groupLaw) ? codeExpiry(sale.code, settings.utcOffsetMinutes) : null;
      return when(expires !== null && expires.lastInstant < sale.at, () => appError("MRK517", { date: peopleDate(expires?.date ?? "") }));
    },
  },
  {
    about: "price against the limits of the code and of the answer",
    find: ({ sale, group, date, status, settings }) =>
      is(priceFault({ code: sale.code, group, priceKop: sale.priceKop, date, status }, settings.law)),
  },
  {
    about: "the shop's local module knows a sale at another till; of whole pieces",
    find: ({ sale, answer }) => when(answer.soldInShop === true && sale.isPart !== true, () => appError("MRK600")),
  },
  { about: "unit of a set that was sold", find: ({ sale }) => when(sale.isSetSold === true, () => appError("MRK549")) },
];

function has(status: CodeStatus, errors: readonly number[]): boolean {
  return errors.includes(status.errorCode ?? 0);
}

export function isNotFound(status: CodeStatus): boolean {
  return status.found === false || has(status, ANSWER_NOT_FOUND_ERRORS);
}

/** Of goods sold in parts `sold` only says that the first part is; the counters say what is left. */
function isSoldOut({ sale, status }: AnsweredCase): boolean {
  const { innerUnitCount: inside, soldUnitCount: gone } = status;
  if (sale.isPart !== true || inside === null || inside <= 0 || gone === null) return status.sold === true;
  return gone >= inside;
}

export function isGroupPack(status: CodeStatus | null): boolean {
  return GROUP_PACKAGE_TYPES.includes(packageTypeOf(status));
}

function isBox(status: CodeStatus): boolean {
  return BOX_PACKAGE_TYPES.includes(packageTypeOf(status));
}

/** One client writes ATK with Cyrillic letters [seen]: the three look the same on any screen. */
function packageTypeOf(status: CodeStatus | null): string {
  return (status?.packageType ?? "").toUpperCase().replaceAll("А", "A").replaceAll("Т", "T").replaceAll("К", "K");
}

function authorities({ ogvs }: CodeStatus): string {
  return ogvs.map((name) => AUTHORITY_NAMES[name] ?? name).join(", ") || "не названо";
}

function isExpiryChecked(groupLaw: SaleCase["groupLaw"]): boolean {
  return groupLaw?.expiry !== false;
}

function expiry({ sale, status, groupLaw, settings }: AnsweredCase): Finding | null {
  if (!isExpiryChecked(groupLaw)) return null;
  const past = (date: number | null): date is typeof sale.at => date !== null && date <= sale.at;
  const dateOf = (at: typeof sale.at): string => peopleDate(localDate(at, settings.utcOffsetMinutes));
  if (past(status.expireDate)) return refuse(appError("MRK517", { date: dateOf(status.expireDate) }));
  const dates = (status.variableExpirations ?? []).toSorted((a, b) => a - b);
  const [first, last] = [dates[0] ?? null, dates.at(-1) ?? null];
  if (past(last)) return refuse(appError("MRK517", { date: dateOf(last) }));
  return past(first) ? askSenior(appError("MRK524", { date: dateOf(first) })) : null;
}

function otherFault(status: CodeStatus): AppError | null {
  const errorCode = status.errorCode ?? 0;
  const isNamed = [ANSWER_FORMAT_ERRORS, ANSWER_SIGNATURE_ERRORS, ANSWER_NOT_FOUND_ERRORS].some((errors) => errors.includes(errorCode));
  return errorCode !== 0 && !isNamed ? errorOf(status) : voidDocument(status);
}

function errorOf(status: CodeStatus): AppError {
  const errorCode = status.errorCode ?? 0;
  const message = status.message ?? `ошибка ${errorCode}`;
  return documentFault(status) ?? appError("MRK521", { message, errorCode }, String(errorCode));
}

/** A void document may be told in words alone: which flag carries it is not known. */
function voidDocument(status: CodeStatus): AppError | null {
  return VOID_WORDS.test(status.message ?? "") ? documentFault(status) : null;
}

function documentFault({ message, errorCode }: CodeStatus): AppError | null {
  const text = message ?? "";
  const code = VETERINARY_WORDS.test(text) ? "MRK525" : CONFORMITY_WORDS.test(text) ? "MRK526" : null;
  return code === null ? null : appError(code, { message: text, errorCode: errorCode ?? 0 });
}
