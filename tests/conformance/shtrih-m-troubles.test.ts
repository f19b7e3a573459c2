import { SHTRIH_M_SERIAL, SHTRIH_M_TCP } from "./families/shtrih-m.ts";
import { describeCompany } from "./suite/company-suite.ts";
import { describePaper } from "./suite/paper-suite.ts";
import { describeTroubles } from "./suite/troubles-suite.ts";

for (const family of [SHTRIH_M_TCP, SHTRIH_M_SERIAL]) {
  describeTroubles(family);
  describeCompany(family);
  describePaper(family);
}
