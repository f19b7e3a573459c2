import { DEFAULT_API_HOST, DEFAULT_API_PORT, DEFAULT_TIME_ZONE } from "../defaults.ts";
import { choice, list, section, text, whole } from "../fields.ts";

/** The till and its shop. */
export const TillSection = section("The till and its shop", {
  id: text("Name of this till, unique in the company; goes into every document sent out", {
    maxLength: 32,
    pattern: "^[A-Za-z0-9][A-Za-z0-9_-]*$",
    example: "shop1-till2",
  }),
  shopId: text("Shop as ITEEM and 1C know it", { maxLength: 64 }),
  shopName: text("Shop name on the screens", { maxLength: 64 }),
  organisation: text("Seller's name as registered", { maxLength: 200 }),
  inn: text("Seller's taxpayer number (ИНН), 10 or 12 digits with right control digits", { format: "inn", example: "7707083893" }),
  timeZone: text("IANA time zone of the shop; business dates and shift times follow it", {
    default: DEFAULT_TIME_ZONE,
    format: "timeZone",
    example: "Asia/Yekaterinburg",
  }),
  language: choice("Language of the screens", ["ru", "en"], { default: "ru" }),
  theme: choice("Colours of the screens", ["light", "dark"], { default: "light" }),
});

/** The local service behind the screens. */
export const ApiSection = section(
  "The local service behind the screens",
  {
    host: text("Address to listen on; only loopback is allowed: the till is not a network service", {
      default: DEFAULT_API_HOST,
      format: "loopback",
      example: "127.0.0.1",
    }),
    port: whole("TCP port of screens and API", 1, 65_535, { default: DEFAULT_API_PORT }),
    allowedHosts: list(
      "Further values of the Host header to accept, besides localhost and 127.0.0.1 with the port above",
      text("host or host:port", { pattern: "^[A-Za-z0-9.\\-\\[\\]:]+$", example: "till.local:8780" }),
      { maxItems: 16, default: [] },
    ),
    allowedOrigins: list(
      "Web origins of integrations that may call the API; the till's own screens need no entry",
      text("scheme://host[:port]", { pattern: "^https?://[A-Za-z0-9.\\-\\[\\]]+(:\\d{1,5})?$", example: "https://shop.example" }),
      { maxItems: 16, default: [] },
    ),
  },
  { whenAbsent: "defaults" },
);
