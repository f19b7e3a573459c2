import { SHTRIH_M_SERIAL, SHTRIH_M_TCP } from "./families/shtrih-m.ts";
import { describeCodeChecks } from "./suite/codes-suite.ts";

for (const family of [SHTRIH_M_TCP, SHTRIH_M_SERIAL]) describeCodeChecks(family);
