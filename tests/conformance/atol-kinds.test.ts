import { ATOL_WEB_REQUESTS } from "./families/atol-web-requests.ts";
import { describeOtherDocuments, describeReceiptKinds } from "./suite/kinds-suite.ts";
import { ALL_KINDS } from "./suite/page.ts";

describeReceiptKinds(ATOL_WEB_REQUESTS, ALL_KINDS);
describeOtherDocuments(ATOL_WEB_REQUESTS);
