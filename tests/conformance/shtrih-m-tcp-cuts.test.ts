import { SHTRIH_M_TCP } from "./families/shtrih-m.ts";
import { describeCuts } from "./suite/cuts-suite.ts";

describeCuts(SHTRIH_M_TCP);
