/**
 * Every limit of the system in one place, with where it comes from. Units are in the names.
 * Limits of one dialect (page sizes, offsets) stand in that dialect.
 */

/** Events in one `POST /v1/emEvents` (Follow Up Boss, POST /emEvents). */
export const EVENTS_PER_REQUEST_MAX = 1_000;

/** Requests of this many events and more get a receipt; below it a receipt would cost more than the events. */
export const RECEIPT_FROM_EVENTS = 25;

/** Of the link of a click: longer ones are cut by mail clients and servers anyway; a chain has to stay small. */
export const LINK_CHARACTERS_MAX = 2_048;

/** Body of one HTTP request. Lambda takes 6 MB including the envelope and Base64 adds a third. */
export const BODY_BYTES_MAX = 4 * 1024 * 1024;

/** A list's answer, as the function hands it over: as JSON within JSON, of which Lambda takes 6 MB. */
export const ANSWER_BYTES_MAX = 5 * 1024 * 1024;

/**
 * A person as JSON: a list that sorts or filters reads up to 2,000 of them whole, and an answer holds 100. Follow Up
 * Boss says nothing of a limit.
 */
export const PERSON_BYTES_MAX = 32 * 1024;

/** Events of one queue message (a chunk). */
export const CHUNK_EVENTS_MAX = 250;

/** Bytes of one queue message; SQS takes 256 KB with its attributes, and bills each 64 KB. */
export const CHUNK_BYTES_MAX = 200 * 1024;

/** Events of one batch of the event-processor. */
export const BATCH_EVENTS_MAX = 2_500;

/**
 * Groups of (campaign, hour) in one batch. A group costs a journal segment and at worst a tally:
 * 2 × 40 + 1 commit record + take-overs must stay below the 100 actions of TransactWriteItems.
 */
export const BATCH_GROUPS_MAX = 40;

/** Actions of one TransactWriteItems call (AWS). */
export const TRANSACTION_ACTIONS_MAX = 100;

/** Statements of one BatchExecuteStatement call (AWS). */
export const STATEMENTS_PER_CALL_MAX = 25;

/** Keys of one BatchGetItem call (AWS). */
export const KEYS_PER_READ_MAX = 100;

/** Shards of a campaign's tallies and journal: simulated without conflicts at 40 processors. */
export const TALLY_SHARDS = 16;

/** Clocks of two functions differ by at most this. */
export const CLOCK_DIFFERENCE_MS = 5_000;

/** No request of ours is at work longer: the gateway has given up by then (API Gateway). */
export const REQUEST_MS_MAX = 30_000;

/** How long an address remembers its former owners (rule 1). */
export const ADDRESS_HISTORY_MS = 30 * 24 * 60 * 60 * 1_000;

/** Commit records live this long (rule 24) … */
export const COMMIT_RECORD_TTL_MS = 30 * 24 * 60 * 60 * 1_000;

/** … and are asked only for tags younger than this (rules 7 and 24). */
export const COMMIT_RECORD_TRUSTED_MS = 20 * 24 * 60 * 60 * 1_000;

/** Receipts are kept for a week. */
export const RECEIPT_TTL_MS = 7 * 24 * 60 * 60 * 1_000;

/** An Idempotency-Key is remembered for a day … */
export const IDEMPOTENCY_TTL_MS = 24 * 60 * 60 * 1_000;

/** … and its first request may run this long before a retry takes over. */
export const IDEMPOTENCY_LEASE_MS = 60_000;

/** Requests a minute and key, unless the key has a rate of its own. */
export const RATE_PER_MINUTE_DEFAULT = 500;

/** A known key is believed for this long without a look at the table, so a revocation works within it. */
export const KEY_CACHE_MS = 30_000;

/** `occurred` may lie this far ahead of our clock: senders' clocks and time zones err by up to a day. */
export const OCCURRED_AHEAD_MAX_MS = 24 * 60 * 60 * 1_000;
