import { FFD, type FfdVersion } from "./drive-types.ts";
import { TAG } from "./tags.ts";

/** Value length in bytes of a tag that a host may send, and what may lie inside a container. Source: order ЕД-7-20/662@. */
export interface TagLimit {
  readonly max: number;
  /** The length is `max`, neither more nor less. */
  readonly exact?: true;
  readonly inner?: TagLimits;
}

export type TagLimits = ReadonlyMap<number, TagLimit>;

type Rows = readonly (readonly [tag: number, limit: TagLimit])[];

const upTo = (max: number): TagLimit => ({ max });
const exactly = (max: number): TagLimit => ({ max, exact: true });
const container = (max: number, inner: Rows): TagLimit => ({ max, inner: new Map(inner) });

const AGENT_ROWS: Rows = [
  [TAG.transferAddress, upTo(256)],
  [TAG.transferInn, exactly(12)],
  [TAG.transferName, upTo(64)],
  [TAG.payingOperation, upTo(24)],
  [TAG.payingPhone, upTo(19)],
  [TAG.receivingPhone, upTo(19)],
  [TAG.transferPhone, upTo(19)],
];
const INDUSTRY_ROWS: Rows = [
  [TAG.industryAuthority, exactly(3)],
  [TAG.industryDate, exactly(10)],
  [TAG.industryNumber, upTo(32)],
  [TAG.industryValue, upTo(256)],
];
const BUYER_NAME: Rows = [
  [TAG.buyerName, upTo(256)],
  [TAG.buyerInn, exactly(12)],
];
const BUYER_ROWS: Rows = [
  ...BUYER_NAME,
  [TAG.buyerBirthDate, exactly(10)],
  [TAG.buyerCitizenship, exactly(3)],
  [TAG.buyerDocumentKind, exactly(2)],
  [TAG.buyerDocument, upTo(64)],
  [TAG.buyerAddress, upTo(256)],
];
const CASHLESS_ROWS: Rows = [
  [
    TAG.cashlessPayment,
    container(1024, [
      [TAG.cashlessSum, upTo(6)],
      [TAG.cashlessMethod, exactly(1)],
      [TAG.cashlessIds, upTo(256)],
      [TAG.cashlessExtra, upTo(256)],
    ]),
  ],
];
const CORRECTION_DATE: Rows = [
  [TAG.correctionDate, exactly(4)],
  [TAG.correctionOrder, upTo(32)],
];

const REPORT_ROWS: Rows = [
  [TAG.settlementAddress, upTo(256)],
  [TAG.cashier, upTo(64)],
  [TAG.place, upTo(256)],
  [TAG.cashierInn, exactly(12)],
];
const RECEIPT_ROWS: Rows = [
  ...REPORT_ROWS,
  [TAG.buyerContact, upTo(64)],
  [TAG.automatNumber, upTo(20)],
  [
    TAG.userAttribute,
    container(320, [
      [TAG.userAttributeName, upTo(64)],
      [TAG.userAttributeValue, upTo(256)],
    ]),
  ],
  [TAG.senderEmail, upTo(64)],
  [TAG.internet, exactly(1)],
  [TAG.receiptExtra, upTo(16)],
  [TAG.receiptSite, upTo(256)],
  [TAG.cashlessDetails, container(1024, CASHLESS_ROWS)],
];
/** Buyer and agent of the whole receipt before 1.2, which has them in 1256 and in the items. */
const FLAT_ROWS: Rows = [...BUYER_NAME, ...AGENT_ROWS, [TAG.agents, exactly(1)], [TAG.supplierPhone, upTo(19)]];
const RECEIPT_ROWS_1_2: Rows = [
  [TAG.buyer, container(1024, BUYER_ROWS)],
  [TAG.receiptIndustry, container(317, INDUSTRY_ROWS)],
  [
    TAG.operationAttribute,
    container(144, [
      [TAG.operationId, exactly(1)],
      [TAG.operationData, upTo(64)],
      [TAG.operationTime, exactly(4)],
    ]),
  ],
];

/** The forms of a goods code inside 1163. */
function goodsRows(): Rows {
  const fixed: Readonly<Record<number, number>> = { 1301: 8, 1302: 13, 1303: 14, 1307: 20, 1308: 23, 1309: 14 };
  const free: Readonly<Record<number, number>> = {
    1300: 32,
    1304: 38,
    1305: 38,
    1306: 38,
    1320: 32,
    1321: 32,
    1322: 32,
    1323: 32,
    1324: 32,
    1325: 32,
  };
  return [
    ...Object.entries(fixed).map(([tag, max]) => [Number(tag), exactly(max)] as const),
    ...Object.entries(free).map(([tag, max]) => [Number(tag), upTo(max)] as const),
  ];
}

const ITEM_ROWS: Rows = [
  [TAG.itemExtra, upTo(64)],
  [TAG.unitVat, upTo(6)],
  [TAG.agentSign, exactly(1)],
  [TAG.agentData, container(512, AGENT_ROWS)],
  [
    TAG.supplierData,
    container(512, [
      [TAG.supplierPhone, upTo(19)],
      [TAG.supplierName, upTo(256)],
    ]),
  ],
  [TAG.supplierInn, exactly(12)],
  [TAG.excise, upTo(6)],
  [TAG.country, exactly(3)],
  [TAG.declaration, upTo(32)],
];
const ITEM_ROWS_OLD: Rows = [
  [TAG.unitName, upTo(16)],
  [TAG.legacyGoodsCode, upTo(32)],
];
const ITEM_ROWS_1_2: Rows = [
  [TAG.itemIndustry, container(317, INDUSTRY_ROWS)],
  [
    TAG.fraction,
    container(52, [
      [TAG.fractionText, upTo(24)],
      [TAG.numerator, upTo(8)],
      [TAG.denominator, upTo(8)],
    ]),
  ],
  [TAG.measure, exactly(1)],
  [TAG.goodsCode, container(256, goodsRows())],
];

function correctionRows(ffd: FfdVersion): Rows {
  const basis = ffd === FFD.v12 ? CORRECTION_DATE : [...CORRECTION_DATE, [TAG.correctionDescription, upTo(256)] as const];
  // Inside 1174, or flat: the drive puts flat ones into it.
  return [[TAG.correctionType, exactly(1)], [TAG.correctionBasis, container(292, basis)], ...basis];
}

function byVersion(rows: (ffd: FfdVersion) => Rows): Readonly<Record<FfdVersion, TagLimits>> {
  return { 2: new Map(rows(2)), 3: new Map(rows(3)), 4: new Map(rows(4)) };
}

/** Header tags that a host may add to a receipt. */
export const RECEIPT_HOST_TAGS = byVersion((ffd) => [...RECEIPT_ROWS, ...(ffd === FFD.v12 ? RECEIPT_ROWS_1_2 : FLAT_ROWS)]);

/** The same for a correction receipt. */
export const CORRECTION_HOST_TAGS = byVersion((ffd) => [...RECEIPT_HOST_TAGS[ffd], ...correctionRows(ffd)]);

/** Tags that a host may add to an item (предмет расчёта, 1059). */
export const ITEM_HOST_TAGS = byVersion((ffd) => [...ITEM_ROWS, ...(ffd === FFD.v12 ? ITEM_ROWS_1_2 : ITEM_ROWS_OLD)]);

/** Tags that a host may add to registration, shift, state and closing reports. */
export const REPORT_HOST_TAGS: TagLimits = new Map(REPORT_ROWS);
