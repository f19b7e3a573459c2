import { ATOL_WEB_REQUESTS } from "./families/atol-web-requests.ts";
import { describeCuts } from "./suite/cuts-suite.ts";

describeCuts(ATOL_WEB_REQUESTS, ATOL_WEB_REQUESTS.cuts.slice(0, 1));
