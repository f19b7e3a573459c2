import { ATOL_DRIVER_LIBRARY } from "./families/atol-driver-library.ts";
import { describeWithDriver } from "./families/driver-build.ts";
import { describeCodeChecks } from "./suite/codes-suite.ts";

describeWithDriver(() => {
  describeCodeChecks(ATOL_DRIVER_LIBRARY);
});
