import { ATOL_DRIVER_LIBRARY } from "./families/atol-driver-library.ts";
import { describeWithDriver } from "./families/driver-build.ts";
import { describeOtherDocuments, describeReceiptKinds } from "./suite/kinds-suite.ts";
import { ALL_KINDS } from "./suite/page.ts";

describeWithDriver(() => {
  describeReceiptKinds(ATOL_DRIVER_LIBRARY, ALL_KINDS);
  describeOtherDocuments(ATOL_DRIVER_LIBRARY);
});
