import { accessErrors } from "../../config/errors/access.ts";
import { alcoholErrors } from "../../config/errors/alcohol.ts";
import { apiErrors } from "../../config/errors/api.ts";
import type { ErrorEntry, RetryClass } from "../../config/errors/app-error.ts";
import { catalogErrors } from "../../config/errors/catalog.ts";
import { configErrors } from "../../config/errors/config.ts";
import { deviceErrors } from "../../config/errors/device.ts";
import { documentErrors } from "../../config/errors/documents.ts";
import { driveCheckErrors } from "../../config/errors/drive-check.ts";
import { fiscalAtolErrors } from "../../config/errors/fiscal-atol.ts";
import { fiscalCalendarErrors } from "../../config/errors/fiscal-calendar.ts";
import { fiscalDocumentErrors } from "../../config/errors/fiscal-document.ts";
import { fiscalErrors } from "../../config/errors/fiscal.ts";
import { loyaltyErrors } from "../../config/errors/loyalty.ts";
import { markingDecisionErrors } from "../../config/errors/marking-decision.ts";
import { markingReceiptErrors } from "../../config/errors/marking-receipt.ts";
import { markingErrors } from "../../config/errors/marking.ts";
import { pictureErrors } from "../../config/errors/picture.ts";
import { receiptErrors } from "../../config/errors/receipt.ts";
import { saleRuleErrors } from "../../config/errors/sale-rules.ts";
import { sellerErrors } from "../../config/errors/sellers.ts";
import { silentRegistrarErrors } from "../../config/errors/silent-registrar.ts";
import { storageErrors } from "../../config/errors/storage.ts";
import { syncErrors } from "../../config/errors/sync.ts";

export interface ErrorGroup {
  /** Of all its codes. */
  readonly prefix: string;
  readonly title: string;
  /** File in config/errors/. */
  readonly file: string;
  readonly entries: Readonly<Record<string, ErrorEntry>>;
}

/** In the order of the page: what a technician meets first. */
export const ERROR_GROUPS: readonly ErrorGroup[] = [
  { prefix: "STO", title: "Journal and files", file: "storage.ts", entries: storageErrors },
  { prefix: "CFG", title: "Configuration and command line", file: "config.ts", entries: configErrors },
  { prefix: "FIS", title: "Registrar (ККТ)", file: "fiscal.ts", entries: fiscalErrors },
  { prefix: "FIS", title: "ATOL registrars", file: "fiscal-atol.ts", entries: fiscalAtolErrors },
  { prefix: "FIS", title: "Fiscal documents before they are sent", file: "fiscal-document.ts", entries: fiscalDocumentErrors },
  { prefix: "FIS", title: "Dates ahead", file: "fiscal-calendar.ts", entries: fiscalCalendarErrors },
  { prefix: "FIS", title: "Check of marking codes in the drive", file: "drive-check.ts", entries: driveCheckErrors },
  { prefix: "DEV", title: "Links and devices", file: "device.ts", entries: deviceErrors },
  { prefix: "ACC", title: "People", file: "access.ts", entries: accessErrors },
  { prefix: "ALC", title: "Alcohol: stamps, EGAIS, rules of sale", file: "alcohol.ts", entries: alcoholErrors },
  { prefix: "RCP", title: "Receipt, payment, shift", file: "receipt.ts", entries: receiptErrors },
  { prefix: "DOC", title: "Advances, prepayments, credits, purchases, corrections", file: "documents.ts", entries: documentErrors },
  { prefix: "RCP", title: "Several sellers on one till", file: "sellers.ts", entries: sellerErrors },
  {
    prefix: "RCP",
    title: "A registrar that is silent about a document, or ended the shift",
    file: "silent-registrar.ts",
    entries: silentRegistrarErrors,
  },
  { prefix: "CAT", title: "Goods catalogue", file: "catalog.ts", entries: catalogErrors },
  { prefix: "MRK", title: "Marking", file: "marking.ts", entries: markingErrors },
  { prefix: "MRK", title: "Decision on a marking code", file: "marking-decision.ts", entries: markingDecisionErrors },
  { prefix: "MRK", title: "Marking codes on the receipt", file: "marking-receipt.ts", entries: markingReceiptErrors },
  { prefix: "MRK", title: "Codes from pictures", file: "picture.ts", entries: pictureErrors },
  { prefix: "ALC", title: "Hours, prices and ages of restricted goods", file: "sale-rules.ts", entries: saleRuleErrors },
  { prefix: "LOY", title: "Loyalty", file: "loyalty.ts", entries: loyaltyErrors },
  { prefix: "SYN", title: "Upload to ITEEM and 1C", file: "sync.ts", entries: syncErrors },
  { prefix: "API", title: "Calls to the till's own service", file: "api.ts", entries: apiErrors },
];

const RETRY: Readonly<Record<RetryClass, string>> = {
  "retry-now": "repeat at once",
  "retry-later": "repeat later; the till does it by itself where nobody waits",
  "needs-human": "a person must do something first",
  never: "repeating changes nothing",
  "unknown-outcome": "the request left and no answer came: only asking the device or server may decide",
};

/** docs/errors.md as it must be. */
export function errorsPage(): string {
  return [
    "# Error codes",
    "",
    "Made from [`config/errors/`](../config/errors); renew it with `npm run docs`. `{words}` are filled in from the error's details. The",
    "text is what people read on the screen (English texts are beside it in the same files), the hint is for the technician.",
    "",
    "| retry class | means |",
    "| --- | --- |",
    ...Object.entries(RETRY).map(([name, meaning]) => `| ${name} | ${meaning} |`),
    ...ERROR_GROUPS.flatMap(groupSection),
    "",
  ].join("\n");
}

function groupSection({ prefix, title, file, entries }: ErrorGroup): string[] {
  return [
    "",
    `## ${prefix}: ${title}`,
    "",
    `[\`config/errors/${file}\`](../config/errors/${file})`,
    "",
    "| code | text | hint | retry |",
    "| --- | --- | --- | --- |",
    ...Object.entries(entries).map(([code, { ru, hint, retry }]) => `| ${code} | ${cell(ru)} | ${cell(hint)} | ${retry} |`),
  ];
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}
