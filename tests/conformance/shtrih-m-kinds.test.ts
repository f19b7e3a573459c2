import { SHTRIH_M_SERIAL, SHTRIH_M_TCP } from "./families/shtrih-m.ts";
import { describeOtherDocuments, describeReceiptKinds } from "./suite/kinds-suite.ts";
import { ALL_KINDS } from "./suite/page.ts";

for (const family of [SHTRIH_M_TCP, SHTRIH_M_SERIAL]) {
  describeReceiptKinds(family, ALL_KINDS);
  describeOtherDocuments(family);
}
