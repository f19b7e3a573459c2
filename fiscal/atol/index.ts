export { connectAtol } from "./atol-registrar.ts";
export type { AtolOptions, AtolRegistrar } from "./atol-registrar.ts";
export { WebRequests } from "./web-requests.ts";
export type { WebRequestsOptions } from "./web-requests.ts";
export type { TaskPort } from "./task-port.ts";
export { DriverPort } from "./driver-process/driver-port.ts";
export { driverAddress, driverSettings } from "./driver-process/settings.ts";
export { loadNativeDriver } from "./driver-process/native-driver.ts";
export { serveDriver } from "./driver-process/serve-driver.ts";
