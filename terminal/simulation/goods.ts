import { kopecks } from "../../config/money.ts";
import { ok } from "../../config/result.ts";
import type { AlcoholFacts, FoundItem } from "../catalog/catalog-item.ts";
import { withCheckDigit } from "../../device-drivers/scanner/ean.ts";
import type { GoodsLookup } from "../input/ports.ts";

const GOODS_COUNT = 24;
/** Not sold to minors, at night, or below a price; without a stamp, so that nothing else is asked for. */
const UNSTAMPED: AlcoholFacts = {
  kindCode: "200",
  volumeMl: 500,
  strengthBasisPoints: 4_000,
  isStamped: false,
  alcocode: "0000000000000000024",
};
const PLAIN = { weighed: false, unit: "шт", measure: 0, markingGroup: null, frozenPrice: false, minimumPriceKop: null } as const;
export const VODKA_ITEM = `item-${GOODS_COUNT + 2}`;
export const ENERGY_ITEM = `item-${GOODS_COUNT + 3}`;

/**
 * A small shop: pieces, weighed goods, tobacco with a frozen price, one marked group; one item costs one kopeck. Every third is the further
 * seller's, if there is one. `hasRestricted`: the cashier also sells vodka and an energy drink, which the look-up always knows.
 */
export function simulatedGoods(
  furtherSeller: string | null,
  hasRestricted = false,
): { readonly lookup: GoodsLookup; readonly items: readonly FoundItem[] } {
  const sold = [...Array.from({ length: GOODS_COUNT }, (_unused, index) => item(index, furtherSeller)), VODKA, BEER];
  const items = [
    ...sold,
    { ...item(GOODS_COUNT + 2, furtherSeller), ...PLAIN, name: "Настойка 0,5 л", priceKop: kopecks(44_900), alcohol: UNSTAMPED },
    { ...item(GOODS_COUNT + 3, furtherSeller), ...PLAIN, name: "Энергетик", ageRestriction: "energy-drink" as const },
  ];
  const all = [...items, ...Object.values(MEASURED_GOODS)];
  const byId = new Map(all.map((each) => [each.id, each]));
  const byBarcode = new Map(all.map((each) => [each.barcode ?? "", each]));
  return {
    items: hasRestricted ? items : sold,
    lookup: {
      byId: (id) => ok(byId.get(id) ?? null),
      byBarcode: (text) => ok(byBarcode.get(text) ?? null),
      byWeightCode: () => ok(null),
      byGtin: (gtin14) => ok(byBarcode.get(gtin14.replace(/^0/, "")) ?? null),
      byAlcocode: (alcocode) => ok(items.find((each) => each.alcohol?.alcocode === alcocode) ?? null),
    },
  };
}

/** Stamped: each bottle is sold by its own stamp, with a cheque to the UTM. */
export const VODKA: FoundItem = {
  ...item(GOODS_COUNT, null),
  ...PLAIN,
  id: "vodka",
  name: "Водка 0,5 л",
  priceKop: kopecks(45_000),
  alcohol: { kindCode: "200", volumeMl: 500, strengthBasisPoints: 4_000, isStamped: true, alcocode: "0350397000001380565" },
};

/** Without stamps. */
export const BEER: FoundItem = {
  ...item(GOODS_COUNT + 1, null),
  ...PLAIN,
  id: "beer",
  name: "Пиво 0,5 л",
  priceKop: kopecks(9_000),
  alcohol: { kindCode: "500", volumeMl: 500, strengthBasisPoints: 450, isStamped: false, alcocode: null },
};

/** Marked goods that one code stands for more or less than a piece of: by weight, on tap, in parts. Beside the list of pieces. */
export const MEASURED_GOODS = {
  cheese: {
    ...measured("cheese", "Сыр весовой", 100),
    measure: 11,
    unit: "кг",
    weighed: true,
    markingGroup: "milk",
    priceKop: kopecks(89_990),
  },
  draught: {
    ...measured("draught", "Пиво разливное", 101),
    measure: 41,
    unit: "л",
    markingGroup: "beer",
    priceKop: kopecks(19_990),
    isOnTap: true,
  },
  pills: { ...measured("pills", "Таблетки, 10 шт", 102), markingGroup: "lp", priceKop: kopecks(10_001), partsInPiece: 3 },
} as const satisfies Record<string, FoundItem>;

function measured(id: string, name: string, number: number): FoundItem {
  return { ...item(0, null), id, name, code: id, article: id, barcode: withCheckDigit(`46012340${String(number).padStart(4, "0")}`) };
}

function item(index: number, furtherSeller: string | null): FoundItem {
  const weighed = index % 7 === 3;
  const frozen = index % 11 === 5;
  const marked = index % 8 === 6;
  return {
    id: `item-${index}`,
    code: String(index),
    article: `A${index}`,
    name: `Товар ${index}`,
    unit: weighed ? "кг" : "шт",
    measure: weighed ? 11 : 0,
    weighed,
    vat: index % 3 === 0 ? "10" : "22",
    taxSystem: "osn",
    markingGroup: marked ? "water" : null,
    priceKop: kopecks(index === GOODS_COUNT - 1 ? 1 : 1_999 + index * 1_713),
    frozenPrice: frozen,
    minimumPriceKop: index % 9 === 4 ? kopecks(1_500 + index * 1_500) : null,
    department: 1,
    seller: index % 3 === 1 ? furtherSeller : null,
    stock: null,
    barcode: withCheckDigit(`46012340${String(index).padStart(4, "0")}`),
  };
}
