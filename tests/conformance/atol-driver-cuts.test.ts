import { ATOL_DRIVER_LIBRARY } from "./families/atol-driver-library.ts";
import { describeWithDriver } from "./families/driver-build.ts";
import { describeCuts } from "./suite/cuts-suite.ts";

describeWithDriver(() => describeCuts(ATOL_DRIVER_LIBRARY));
