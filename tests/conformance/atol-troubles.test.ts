import { ATOL_WEB_REQUESTS } from "./families/atol-web-requests.ts";
import { describeCompany } from "./suite/company-suite.ts";
import { describePaper } from "./suite/paper-suite.ts";
import { describeTroubles } from "./suite/troubles-suite.ts";

describeTroubles(ATOL_WEB_REQUESTS);
describeCompany(ATOL_WEB_REQUESTS);
describePaper(ATOL_WEB_REQUESTS);
