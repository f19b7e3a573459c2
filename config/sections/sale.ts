import { Type, type Static } from "typebox";
import {
  DEFAULT_CHANGE_LIMIT_KOP,
  DEFAULT_HOLD_LIMIT,
  DEFAULT_KEG_DAYS,
  DEFAULT_POSITION_LIMIT,
  DEFAULT_QUANTITY_LIMIT_PIECES,
  DEFAULT_SUGGESTED_NOTES_RUB,
} from "../defaults.ts";
import { choice, flag, list, section, text, whole } from "../fields.ts";

const KOP_MAX = 100_000_000_000;
const basisPoints = (description: string, value: number) =>
  whole(`${description}, in hundredths of a percent`, 0, 10_000, { default: value });

/** The form that terminal/catalog/resolve-barcode.ts reads. */
const WeightTemplate = text(
  "13 characters: digits from 20 to 29 and more, then C item code and W grams or P kopecks, X ignored, K check digit at the end",
  {
    pattern: "^(?=.{13}$)2\\d+X*(?:C+X*(?:W+|P+)|(?:W+|P+)X*C+)X*K$",
    example: "22CCCCCWWWWWK",
  },
);

/** How a receipt behaves. */
export const ReceiptSection = section(
  "How a receipt behaves",
  {
    weightBarcodes: list(
      "Labels of the shop's scales (весовые штрихкоды); an empty list: all codes are looked up as they are",
      WeightTemplate,
      { maxItems: 10, default: ["22CCCCCWWWWWK"] },
    ),
    positionLimit: whole("Most positions in one receipt", 1, 5_000, { default: DEFAULT_POSITION_LIMIT }),
    quantityLimitPieces: whole("Largest quantity of one position", 1, 1_000_000, { default: DEFAULT_QUANTITY_LIMIT_PIECES }),
    openShiftWithFirstSale: flag("The first goods scanned while the shift is closed open it; otherwise it is opened by hand", {
      default: false,
    }),
    voidMarkedByScan: flag("A marked item whose code was accepted is struck out by scanning the code of the piece that is put aside", {
      default: true,
    }),
    refundMarkedByScan: flag("Marked pieces that come back by receipt are scanned before the money goes back", { default: true }),
    kegDays: whole("Days that a keg may stay on tap", 1, 365, { default: DEFAULT_KEG_DAYS }),
    holdLimit: whole("Most receipts put aside at once", 0, 100, { default: DEFAULT_HOLD_LIMIT }),
    changeLimitKop: whole("Largest change that is believed", 0, KOP_MAX, { default: DEFAULT_CHANGE_LIMIT_KOP }),
    cashRounding: choice(
      "Sales paid wholly in cash: to the kopeck, or down to the rouble in the customer's favour",
      ["none", "rouble-down"],
      {
        default: "none",
      },
    ),
    advanceVat: Type.Optional(
      choice(
        "VAT of advances and certificates, of one of `fiscal.taxSystems`; without it the general rate under ОСН and ЕСХН (who is freed from VAT sets none), none under others",
        ["none", "0", "5", "7", "10", "22"],
      ),
    ),
    manualDiscountLimitBasisPoints: section(
      "Largest discount by hand",
      {
        cashier: basisPoints("Cashier", 0),
        senior: basisPoints("Senior cashier", 1_000),
        manager: basisPoints("Manager", 3_000),
      },
      { whenAbsent: "defaults" },
    ),
    suggestedNotesRub: list("Banknotes offered as buttons, ascending, in roubles", whole("Roubles", 1, 5_000), {
      minItems: 1,
      maxItems: 10,
      default: DEFAULT_SUGGESTED_NOTES_RUB,
    }),
    footer: list("Lines printed on each receipt", text("Up to 48 characters", { maxLength: 48 }), { maxItems: 10, default: [] }),
  },
  { whenAbsent: "defaults" },
);

/** Goods. */
export const CatalogSection = section(
  "Which of the imported prices and stocks are this shop's",
  {
    shop: Type.Optional(
      text("Shop or warehouse whose stock is shown: its id or name in the import; without it the total", { maxLength: 100 }),
    ),
    priceType: Type.Optional(text("Price type (вид цен): its id or name in the import; without it the first one", { maxLength: 100 })),
  },
  { whenAbsent: "defaults" },
);

/** Loyalty points. */
export const LoyaltySection = section(
  "Loyalty points",
  {
    enabled: flag("Cards are accepted, points are collected and spent", { default: false }),
    cardPrefixes: list("First digits of loyalty card numbers", text("Digits", { pattern: "^\\d{1,12}$", example: "777" }), {
      maxItems: 20,
      default: [],
    }),
    programme: section(
      "Rules of the programme",
      {
        pointValueKop: whole("What one point is worth when spent", 1, 1_000_000, { default: 100 }),
        accrualBasisPoints: basisPoints("Points earned on the sum paid", 300),
        redeemLimitBasisPoints: basisPoints("Largest part of a receipt that points may pay", 3_000),
        accrueWhenRedeeming: flag("Points are also earned on a receipt that spends some", { default: false }),
      },
      { whenAbsent: "defaults" },
    ),
  },
  { whenAbsent: "defaults" },
);

export type LoyaltyConfig = Static<typeof LoyaltySection>;
