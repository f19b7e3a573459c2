import { ATOL_WEB_REQUESTS } from "./families/atol-web-requests.ts";
import { describeCodeChecks } from "./suite/codes-suite.ts";

describeCodeChecks(ATOL_WEB_REQUESTS);
