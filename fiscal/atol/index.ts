export { connectAtol } from "./atol-registrar.ts";
export type { AtolOptions, AtolRegistrar } from "./atol-registrar.ts";
export { WebRequests } from "./web-requests.ts";
export type { WebRequestsOptions } from "./web-requests.ts";
export type { TaskPort } from "./task-port.ts";
