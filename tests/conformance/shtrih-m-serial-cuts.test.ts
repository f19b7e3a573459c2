import { SHTRIH_M_SERIAL } from "./families/shtrih-m.ts";
import { describeCuts } from "./suite/cuts-suite.ts";

describeCuts(SHTRIH_M_SERIAL);
