/** Driver of Shtrih-M registrars (ККТ «ШТРИХ-М» and compatible): `connectShtrihM`. */
export { connectShtrihM } from "./shtrih-m-registrar.ts";
export type { ShtrihMOptions, ShtrihMRegistrar } from "./shtrih-m-registrar.ts";
export { SHTRIH_PROFILES, shtrihProfile } from "./model.ts";
