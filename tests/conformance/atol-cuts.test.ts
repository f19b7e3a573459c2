import { ATOL_WEB_REQUESTS } from "./families/atol-web-requests.ts";
import { describeCuts } from "./suite/cuts-suite.ts";

// The longest message has a file of its own (`atol-post-cuts.test.ts`): files run beside each other.
describeCuts(ATOL_WEB_REQUESTS, ATOL_WEB_REQUESTS.cuts.slice(1));
