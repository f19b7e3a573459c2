/**
 * Values that the configuration takes where the file says nothing. Each stands in the schema beside its description;
 * docs/configuration.md lists them.
 */
export const DEFAULT_TIME_ZONE = "Europe/Moscow";
export const DEFAULT_API_HOST = "127.0.0.1";
export const DEFAULT_API_PORT = 8780;

/** TCP port of Shtrih-M registrars (table 21 field 4) [G18]. */
export const DEFAULT_KKT_TCP_PORT = 7778;
/** Factory passwords: operator 1, system administrator 30 [protocol 1.17, table 2 field 1]. */
export const DEFAULT_OPERATOR_PASSWORD = "1";
export const DEFAULT_ADMIN_PASSWORD = "30";
/** ATOL registrars on the network; the vendor's HTTP server [facts B0, B1]. */
export const DEFAULT_ATOL_TCP_PORT = 5555;
export const DEFAULT_WEB_REQUESTS_URL = "http://127.0.0.1:16732";
export const DEFAULT_KKT_BAUD = 115_200;
export const DEFAULT_SCANNER_BAUD = 9_600;
export const DEFAULT_DISPLAY_BAUD = 9_600;

/** Decree 1944, p. 17: an online check of a marking code has 1.5 s. */
export const DEFAULT_MARKING_TIMEOUT_MS = 1_500;
/** List server of the CDN; port of the local module [seen in clients in use]. */
export const DEFAULT_TRUE_API_URL = "https://cdn.crpt.ru";
export const DEFAULT_LOCAL_MODULE_URL = "http://127.0.0.1:5995";

export const DEFAULT_POSITION_LIMIT = 1_000;
export const DEFAULT_QUANTITY_LIMIT_PIECES = 9_999;
export const DEFAULT_HOLD_LIMIT = 10;
/** Days that beer may be sold from an opened keg: the brewery's label says the true figure. [memory] */
export const DEFAULT_KEG_DAYS = 30;
/** Change above this is taken for a slip of the finger: the largest banknote twice. */
export const DEFAULT_CHANGE_LIMIT_KOP = 1_000_000;
export const DEFAULT_SUGGESTED_NOTES_RUB: readonly number[] = [50, 100, 200, 500, 1_000, 2_000, 5_000];

export const DEFAULT_LOCK_AFTER_FAILURES = 5;
export const DEFAULT_LOCK_MINUTES = 5;
export const DEFAULT_AUTO_LOCK_MINUTES = 10;

/** A UTM signs with its token and answers within seconds. */
export const DEFAULT_UTM_TIMEOUT_MS = 20_000;
