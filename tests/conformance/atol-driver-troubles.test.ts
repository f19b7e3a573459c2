import { ATOL_DRIVER_LIBRARY } from "./families/atol-driver-library.ts";
import { describeWithDriver } from "./families/driver-build.ts";
import { describeCompany } from "./suite/company-suite.ts";
import { describePaper } from "./suite/paper-suite.ts";
import { describeTroubles } from "./suite/troubles-suite.ts";

describeWithDriver(() => {
  describeTroubles(ATOL_DRIVER_LIBRARY);
  describeCompany(ATOL_DRIVER_LIBRARY);
  describePaper(ATOL_DRIVER_LIBRARY);
});
