import type { FiscalReceipt } from "./fiscal-document.ts";
import { decodeTlv, encodeTlv, tlvString, tlvText } from "./tlv.ts";
import type { TlvItem } from "./tlv.ts";

const ATTRIBUTE_TAG = 1192;
const USER_ATTRIBUTE_TAG = 1084;
const NAME_TAG = 1085;
const VALUE_TAG = 1086;
/** Name of the user attribute that carries our tag in a correction; printed on the receipt. */
export const OWN_TAG_NAME = "Документ кассы";

/** How a document is known as ours: 1192, or 1084 in a correction whose 1192 names the wrong document. */
export function ownTagItems(receipt: Pick<FiscalReceipt, "ownTag" | "correction">): TlvItem[] {
  const { correction, ownTag } = receipt;
  if (correction === undefined) return [{ tag: ATTRIBUTE_TAG, value: tlvString(ownTag) }];
  const value = encodeTlv([
    { tag: NAME_TAG, value: tlvString(OWN_TAG_NAME) },
    { tag: VALUE_TAG, value: tlvString(ownTag) },
  ]);
  const sign = correction.correctedFiscalSign;
  const ours = { tag: USER_ATTRIBUTE_TAG, value };
  return sign === undefined ? [ours] : [ours, { tag: ATTRIBUTE_TAG, value: tlvString(sign) }];
}

/** Our tag among the tags of a stored document; null when it has none. */
export function ownTagOf(items: readonly TlvItem[]): string | null {
  const attribute = items.find(({ tag }) => tag === USER_ATTRIBUTE_TAG);
  const inside = attribute === undefined ? null : decodeTlv(attribute.value);
  if (inside?.ok === true) {
    const text = (wanted: number): string => {
      const found = inside.value.find(({ tag }) => tag === wanted);
      return found === undefined ? "" : tlvText(found.value).trim();
    };
    if (text(NAME_TAG) === OWN_TAG_NAME) return text(VALUE_TAG);
  }
  const plain = items.find(({ tag }) => tag === ATTRIBUTE_TAG);
  return plain === undefined ? null : tlvText(plain.value).trim();
}
