/** Limits of the sync agent, with units. Reasons beside those that are not obvious. */

/** Rows asked from the outbox and sent in one request. */
export const BATCH_ROWS_MAX = 200;
/** Body of one request before compression; a batch is cut short of it. */
export const BATCH_BYTES_MAX = 512 * 1024;
/** Bodies above this are worth compressing. */
export const GZIP_BYTES_MIN = 1024;

export const CONNECT_TIMEOUT_MS = 10_000;
export const ANSWER_TIMEOUT_MS = 30_000;
/** An acknowledgement of a full batch is about 30 KB, a page of loyalty accounts about 100 KB. */
export const ANSWER_BYTES_MAX = 4 * 1024 * 1024;

export const BACKOFF_BASE_MS = 1_000;
export const BACKOFF_MAX_MS = 5 * 60_000;
export const BACKOFF_FACTOR = 2;
/** A person has to act (key, rights, address): look again this often. */
export const NEEDS_HUMAN_RETRY_MS = 5 * 60_000;
/** A Retry-After longer than this is taken as this. */
export const RETRY_AFTER_MAX_MS = 60 * 60_000;
/** Share of a Retry-After added at random, so that a chain does not come back in one second. */
export const RETRY_AFTER_JITTER = 0.2;
/** With nothing to send, the outbox is asked this often even if no wake-up came. */
export const IDLE_RECHECK_MS = 30_000;

/** Failures in a row that tell nothing about who is at fault, before rows are sent one by one. */
export const SUSPECT_BATCH_FAILURES = 3;
/** The same for a row sent alone, before its neighbour is tried. */
export const SUSPECT_LONE_FAILURES = 5;
/** Rows that may stand together under suspicion. */
export const SUSPECTS_MAX = 5;
/** `retry-now` answers without progress that are followed at once. */
export const RETRY_NOW_MAX = 3;
/** Refusals in a row after which the destination itself is suspected and sending slows down. */
export const REFUSALS_IN_ROW_MAX = 20;

/** Age of the oldest unsent document: from here on the manager sees yellow, then red. */
export const LATE_AFTER_MS = 60 * 60_000;
export const VERY_LATE_AFTER_MS = 24 * 60 * 60_000;

/** Pages of loyalty accounts taken by one pull. */
export const LOYALTY_PAGES_MAX = 10_000;
/** Found goods, rates and documents of 1C kept in memory. */
export const ONEC_CACHE_ENTRIES_MAX = 20_000;
/** 1C posts for seconds and answers per document: a small batch, so that progress is recorded often. */
export const ONEC_BATCH_ROWS_MAX = 20;
/** Posting runs the whole business logic of 1C. */
export const ONEC_POST_TIMEOUT_MS = 120_000;
/** Pages of 25–100 rows are safe in the field, thousands time out. */
export const ONEC_PAGE_ROWS = 100;
/** Receipts of one shift that a report is made of. */
export const ONEC_SHIFT_RECEIPTS_MAX = 10_000;
