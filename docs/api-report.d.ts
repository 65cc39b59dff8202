// src/library.d.ts
/** Options of a warehouse. */
export interface OpenOptions {
    /** `postgres://user:password@host:5432/database`; without it the embedded one in the data folder. */
    readonly databaseUrl?: string;
    /** The data folder. Default: `.paperboy` in the working folder. */
    readonly home?: string;
    /**
     * `write` creates the warehouse if need be and migrates its tables; `read` creates nothing, and refuses a
     * warehouse without this version's tables. Default: `write`.
     */
    readonly access?: 'read' | 'write';
}

// src/library.d.ts
/** An open warehouse, until `close` or the end of an `await using`. */
export interface OpenWarehouse extends AsyncDisposable {
    /** Its location, without a password. */
    readonly location: string;
    readonly close: () => Promise<void>;
}

// src/library.d.ts
/** Common options of jobs. */
export interface JobOptions {
    /** Base address of the site. Default: the real one. */
    readonly site?: string;
    /** Token of the site; with it requests count for the account and not for the address. */
    readonly token?: string;
    /** Contact for the site's operator; part of the user agent. */
    readonly contact?: string;
    /** ISO 8601; used as the current time, for rehearsals on a replica. */
    readonly now?: string;
    /** Destination of OpenLineage events: an http or https address, or the path of a file. Default: none. */
    readonly openLineage?: string;
    /** Stops the job after the current step; the rest stays due. */
    readonly signal?: AbortSignal;
    /** Receives each log line as an object with `level`, `msg` and further fields. Default: no log lines. */
    readonly onLog?: (line: Readonly<Record<string, unknown>>) => void;
    /** With false a run that is not done returns its summary instead of an error. Default: true. */
    readonly throws?: boolean;
}

// src/library.d.ts
/** Options of a statement. */
export interface QueryOptions {
    /**
     * Values for `:name` in the statement, by name, each of the type that its position requires: text, numbers, bigints,
     * booleans, null, dates of JavaScript or Temporal, arrays of these; other objects go as JSON.
     */
    readonly parameters?: Readonly<Record<string, unknown>>;
    /** Cancels the statement, also at the server. */
    readonly signal?: AbortSignal;
    /** Time limit until its last row is taken. Default: none. */
    readonly timeoutMs?: number;
}

// src/library.d.ts
/** Options of a nightly run. */
export interface NightlyOptions extends JobOptions {
    /** Maximum number of requests; further due listings wait for the next run. */
    readonly maxRequests?: number;
}

// src/library.d.ts
/** Days are `YYYY-MM-DD`, UTC, both included. */
export interface BackfillOptions extends JobOptions {
    readonly from: string;
    readonly to: string;
    /** Every day of the range. Default: those never loaded and those that failed. */
    readonly all?: boolean;
    readonly maxRequests?: number;
}

// src/library.d.ts
/** Stored responses to read again, by the days of their lists. */
export interface ReplayOptions extends JobOptions {
    readonly from?: string;
    readonly to?: string;
}

// src/library.d.ts
/** Result of a run, which is also in the table `runs`. */
export interface RunSummary {
    readonly runId: string;
    /** As on the command line: 0 done, 65 a page changed, 69 site unreachable, 75 partial or temporary. */
    readonly exitCode: number;
    /** Reason why it is not 0; null when it is. */
    readonly reason: string | null;
    /** Responses that were read, and entries in them. */
    readonly captures: number;
    readonly entries: number;
}

// src/library.d.ts
/** A run ended but is not done: its work is kept. */
export declare class RunFailed extends PaperboyError {
    readonly code = "run-failed";
    readonly exitCode: ExitCode;
    readonly retryable: boolean;
    /** Result of the run. */
    readonly result: RunSummary;
    constructor(exitCode: ExitCode, result: RunSummary);
}

// src/base/errors.d.ts
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

// src/base/errors.d.ts
/**
 * Process exit codes, for cron, systemd and scripts. The meanings follow BSD's sysexits.h where it has
 * one.
 */
export declare const EXIT: {
    readonly done: 0;
    readonly bug: 1;
    readonly usage: 2;
    readonly pageChanged: 65;
    /** The site, the mail server, or the warehouse's server when opening it. */
    readonly unreachable: 69;
    readonly tryAgain: 75;
    readonly configuration: 78;
    readonly interrupted: 130;
    readonly terminated: 143;
};

// src/base/errors.d.ts
/**
 * An error with a message for the person at the terminal: what failed, on which object, got and expected,
 * and the next command to type.
 */
export declare abstract class PaperboyError extends Error {
    /** Stable name for programs and logs, such as `rate-limited`. */
    abstract readonly code: string;
    /** Exit code of the process when nothing catches it. */
    abstract readonly exitCode: ExitCode;
    /** True when the same call may succeed later without any change. */
    readonly retryable: boolean;
    constructor(message: string, options?: {
        cause?: unknown;
    });
}

// src/library.d.ts
/** One saved response. */
export interface CaptureToRead {
    /** Its list, such as `day:2026-06-03`, `week:2026-W23`, `trending` or `paper:2509.24002`. */
    readonly listing: string;
    /** Bytes of the body, decompressed. */
    readonly body: Uint8Array;
    /** ISO 8601 instant. */
    readonly fetchedAt: string;
    /** Default: `page`. */
    readonly form?: 'page' | 'api' | 'text';
}

// src/library.d.ts
/**
 * Opens a warehouse.
 *
 * @throws {PaperboyError} when there is none to open, or its tables are not this version's
 * @example const warehouse = await openWarehouse({ databaseUrl: 'postgres://localhost/papers' })
 */
export declare function openWarehouse(options?: OpenOptions): Promise<OpenWarehouse>;

// src/library.d.ts
/**
 * Runs one read-only statement, and returns all of its rows. Postgres types are converted: boolean as boolean;
 * smallint, integer, real and double precision as number; bigint (so `count(*)`) as `bigint`, which `::int` in the
 * statement turns into a number; timestamptz as ISO 8601 text in UTC with milliseconds; json and jsonb parsed; arrays
 * as arrays; all other types, such as date (`2026-06-03`), numeric and bytea, as Postgres's text. Null is null.
 *
 * @throws {PaperboyError} when the statement is refused, also for one that would write or that has two columns of one
 *   name; when it took too long; when the signal ended it
 * @example await query(warehouse, 'SELECT title FROM paper_days WHERE day = :day', { parameters: { day: '2026-06-03' } })
 */
export declare function query(warehouse: OpenWarehouse, statement: string, options?: QueryOptions): Promise<Record<string, Value>[]>;

// src/commands/sql-values.d.ts
/** A value of a row, by its type in Postgres. */
export type Value = string | number | bigint | boolean | null | readonly Value[] | {
    readonly [name: string]: Value;
};

// src/library.d.ts
/**
 * Like `query`, row by row: memory does not grow with their number, if the warehouse is a server or
 * embedded as one. The connection is released at the end, also when the loop is left early.
 *
 * @example for await (const { paper_id, upvotes } of queryStream(warehouse, 'SELECT * FROM snapshots')) { ... }
 */
export declare function queryStream(warehouse: OpenWarehouse, statement: string, options?: QueryOptions): AsyncGenerator<Record<string, Value>, void, undefined>;

// src/library.d.ts
/**
 * Finds papers by a selection, as in `paperboy papers`.
 *
 * @param selection such as `last-week org:nvidia has:code top:5`
 * @throws {PaperboyError} for words that are not a selection
 * @example const top = await papers(warehouse, 'week:2026-W23 top:10')
 */
export declare function papers(warehouse: OpenWarehouse, selection: string, options?: Pick<JobOptions, 'now'>): Promise<readonly SelectedPaper[]>;

// src/query/select-papers.d.ts
/** A paper as shown to readers. Missing is null. Instants are `2026-06-03T10:00:00.000Z`. */
export interface SelectedPaper {
    /** Place in the selection, from 1. */
    readonly place: number;
    readonly paperId: string;
    /** Day of its list; the first in the period, null when it is on none. */
    readonly day: Day | null;
    /** Rank on that day's list. */
    readonly rank: number | null;
    readonly title: string;
    readonly abstract: string | null;
    readonly authors: readonly string[] | null;
    /** Handle. */
    readonly organization: string | null;
    readonly organizationName: string | null;
    /** Handle of the account that submitted it. */
    readonly submittedBy: string | null;
    readonly submittedAt: string | null;
    readonly publishedAt: string | null;
    readonly upvotes: number | null;
    readonly comments: number | null;
    readonly stars: number | null;
    readonly repository: string | null;
    readonly repositoryName: string | null;
    readonly projectPage: string | null;
    readonly keywords: readonly string[] | null;
    readonly aiSummary: string | null;
    /** Votes per hour, with decay; null unless the order is momentum. */
    readonly momentum: number | null;
    /** Votes won in the last 72 hours; null unless the order is momentum. */
    readonly gained: number | null;
}

// src/model/day.d.ts
/** A calendar date as in the site's addresses, UTC: `2026-06-03`. */
export type Day = string;

// src/library.d.ts
/**
 * Runs a night: missing days, yesterday and today, failed and due listings.
 *
 * @throws {RunFailed} with the summary, when it is not done; any other {PaperboyError} when it could not work at all
 * @example const { exitCode, reason } = await nightly(warehouse)
 */
export declare function nightly(warehouse: OpenWarehouse, options?: NightlyOptions): Promise<RunSummary>;

// src/library.d.ts
/**
 * Fetches a range of days.
 *
 * @throws {RunFailed} with the summary, when it is not done; any other {PaperboyError} when it could not work at all
 * @example await backfill(warehouse, { from: '2026-05-01', to: '2026-05-31' })
 */
export declare function backfill(warehouse: OpenWarehouse, options: BackfillOptions): Promise<RunSummary>;

// src/library.d.ts
/**
 * Reads stored responses again, offline, and loads the differences.
 *
 * @throws {RunFailed} with the summary, when it is not done; any other {PaperboyError} when it could not work at all
 * @example await replay(warehouse, { from: '2026-05-01' })
 */
export declare function replay(warehouse: OpenWarehouse, options?: ReplayOptions): Promise<RunSummary>;

// src/library.d.ts
/**
 * Reads one saved response: bytes in, records out. Pure: no warehouse, no network.
 *
 * @returns by `outcome`: `listing` with entries, papers, accounts and rejections; `text`; `redirected`; `refused`;
 *   `unreadable` with the reason
 * @throws {PaperboyError} for an invalid listing or instant
 * @example const reading = readCapture({ listing: 'day:2026-06-03', body, fetchedAt: '2026-06-04T00:30:00Z' })
 */
export declare function readCapture({ listing, body, fetchedAt, form }: CaptureToRead): Reading;

// src/model/reading.d.ts
/** Result of the transform stage for one capture. */
export type Reading = ListingReading | TextReading | RedirectedReading | RefusedReading | UnreadableReading;

// src/model/reading.d.ts
/** Everything that one capture says about the requested listing. */
export interface ListingReading {
    readonly outcome: 'listing';
    readonly listing: Listing;
    /** Name of the parser's era: `day-2026`, `day-2024`, `api-day` ... */
    readonly era: string;
    readonly reader: Way;
    /** Difference from the known layout of a page that could still be read; null for none. */
    readonly layoutChange: string | null;
    /** False when the answer is known to have only a part of the list, like an API answer of exactly one page. */
    readonly complete: boolean;
    /**
     * True when this form of the page has only some fields of a paper: then missing fields mean nothing, and the
     * known values stay.
     */
    readonly partialFields: boolean;
    /** The neighbouring listings that the page names; days without papers are skipped. */
    readonly previousKey: string | null;
    readonly nextKey: string | null;
    readonly entries: readonly Entry[];
    readonly papers: readonly Paper[];
    readonly accounts: readonly Account[];
    readonly organizations: readonly Organization[];
    readonly rejections: readonly Rejection[];
    readonly drift: readonly Drift[];
    /** Facts that only a paper's own page has; null for lists. */
    readonly paperPage: PaperPage | null;
    /** Number of entries on the page, good or bad. */
    readonly entryCount: number;
}

// src/model/reading.d.ts
/** Reader of a capture: the page's JSON, its cards, an answer of the API, or plain text. */
export type Way = 'blob' | 'cards' | 'json' | 'text';

// src/model/listing.d.ts
/**
 * One index page of the site, and one partition of the ledger. The key is `2026-06-03` for a day, `2026-W23` for a
 * week, `2026-06` for a month, `now` for trending, the words for a query, the id for a paper.
 */
export interface Listing {
    readonly kind: ListingKind;
    readonly key: string;
}

// src/model/listing.d.ts
export type ListingKind = (typeof LISTING_KINDS)[number];

// src/model/listing.d.ts
/** The kinds of page that Paperboy reads. */
export declare const LISTING_KINDS: readonly ['day', 'week', 'month', 'trending', 'query', 'paper'];

// src/model/records.d.ts
/** An account of the site. Older pages have no id: then the handle identifies it. */
export interface Account {
    readonly id: string | null;
    readonly handle: string;
    readonly fullname: string | null;
    readonly avatarUrl: string | null;
    readonly kind: string | null;
    readonly isPro: boolean | null;
}

// src/model/records.d.ts
/** A difference between a page's shape and the known shape of its era. */
export interface Drift {
    /** The field: `paper.githubStars`. */
    readonly path: string;
    readonly change: 'new' | 'missing' | 'type';
    /** An example value, shortened. */
    readonly example: string;
    /** Number of entries on the page that show it. */
    readonly count: number;
}

// src/model/records.d.ts
/** One row on a listing. */
export interface Entry {
    /** Place on the page, from 1. */
    readonly rank: number;
    readonly paperId: string;
    readonly submittedBy: Reference | null;
    readonly submittedAt: string | null;
    /** Remark on an oddity: `also at rank 41`. */
    readonly note: string | null;
}

// src/model/records.d.ts
/** Points at an account or organization; the loader finds the row by id, else by handle. */
export interface Reference {
    readonly id: string | null;
    readonly handle: string;
}

// src/model/records.d.ts
/** An organization of the site. */
export interface Organization {
    readonly id: string | null;
    readonly handle: string;
    readonly name: string | null;
    readonly avatarUrl: string | null;
}

// src/model/records.d.ts
/** A paper as shown by one capture. */
export interface Paper {
    /** The arXiv id without a version suffix (`2503.02130`), or the site's id for a paper not on arXiv. */
    readonly id: string;
    /** The version suffix, if the page gave one: 2 for `2503.02130v2`. */
    readonly version: number | null;
    readonly title: string;
    readonly abstract: string | null;
    readonly publishedAt: string | null;
    /** Time of submission to the list. */
    readonly submittedAt: string | null;
    readonly submittedBy: Reference | null;
    readonly organization: Reference | null;
    readonly upvotes: number | null;
    readonly comments: number | null;
    /** Repository stars. */
    readonly stars: number | null;
    /** Address of the code repository, from the site. */
    readonly repository: string | null;
    /** `owner/name` of the repository. */
    readonly repositoryName: string | null;
    /** Origin of the repository link: `user`, `auto` or `admin`. */
    readonly repositoryAddedBy: string | null;
    readonly projectPage: string | null;
    readonly discussionId: string | null;
    readonly thumbnailUrl: string | null;
    readonly mediaUrls: readonly string[] | null;
    readonly keywords: readonly string[] | null;
    readonly aiSummary: string | null;
    readonly aiSummaryModel: string | null;
    readonly authorParticipating: boolean | null;
    readonly withdrawnAt: string | null;
    /** Number of authors; some forms of a page have the count but not the names. */
    readonly authorCount: number | null;
    /** In order; null when the page does not name them. */
    readonly authors: readonly Author[] | null;
    /** Fields without a column in this version of Paperboy, as received. */
    readonly extra: Readonly<Record<string, unknown>> | null;
}

// src/model/records.d.ts
/** One author of a paper, at a position counted from 1. */
export interface Author {
    readonly position: number;
    readonly name: string;
    readonly hidden: boolean;
    /** The site account that claims to be this author. */
    readonly account: Reference | null;
    /** State of the claim: `claimed_verified`, `admin_assigned`, `extracted_pending` ... */
    readonly claim: string | null;
    readonly claimChangedAt: string | null;
}

// src/model/records.d.ts
/** Facts that only a paper's own page has. Null = the page did not say. */
export interface PaperPage {
    /** Rank on the list of its day, from 1; null for an unranked paper too. */
    readonly dailyRank: number | null;
    readonly comments: readonly Comment[] | null;
    /** The upvoters that the page shows, which are only some. */
    readonly upvoters: readonly Reference[] | null;
    readonly linked: readonly LinkedRepository[] | null;
    /** Total numbers of models, datasets and spaces that name the paper; `linked` has only some. */
    readonly linkedModels: number | null;
    readonly linkedDatasets: number | null;
    readonly linkedSpaces: number | null;
}

// src/model/records.d.ts
/** One remark in the discussion of a paper. */
export interface Comment {
    /** The site's id. */
    readonly id: string;
    /** The comment that it answers; null for one that starts a thread. */
    readonly parentId: string | null;
    /** Place on the page, from 1. */
    readonly position: number;
    readonly author: Reference | null;
    /** `comment`, `status-change` and the like. */
    readonly kind: string | null;
    /** Markdown, as written; null for a hidden one. */
    readonly text: string | null;
    readonly createdAt: string | null;
    readonly editedAt: string | null;
    readonly hidden: boolean;
    /** Number of reactions. */
    readonly reactions: number | null;
}

// src/model/records.d.ts
/** A model, dataset or space of the site that names the paper. */
export interface LinkedRepository {
    readonly kind: 'model' | 'dataset' | 'space';
    /** `owner/name`. */
    readonly name: string;
    /** Place among its kind on the page, from 1. */
    readonly position: number;
    readonly likes: number | null;
    readonly downloads: number | null;
}

// src/model/records.d.ts
/** An entry that could not be read: it goes to quarantine, the rest of its page is loaded. */
export interface Rejection {
    /** Place on the page, from 1. */
    readonly position: number;
    /** Path in the entry: `paper.authors.3.name`. */
    readonly path: string;
    /** Value found and value expected. */
    readonly reason: string;
    /** The entry as received. */
    readonly raw: unknown;
}

// src/model/reading.d.ts
/** A reading of a list with text but no ids: its entries are matched to papers later. */
export interface TextReading {
    readonly outcome: 'text';
    readonly listing: Listing;
    readonly era: string;
    readonly reader: 'text';
    readonly unidentified: readonly UnidentifiedEntry[];
    readonly rejections: readonly Rejection[];
}

// src/model/records.d.ts
/** One entry of a reading with text but no ids. */
export interface UnidentifiedEntry {
    /** Place in the text, from 1. */
    readonly position: number;
    readonly title: string;
    readonly abstract: string | null;
    readonly authorCount: number | null;
    readonly organization: {
        readonly handle: string;
        readonly name: string;
    } | null;
    /** Date of publication: `2025-10-13`. */
    readonly publishedOn: string | null;
    readonly comments: number | null;
    /** Addresses in the abstract, in order. */
    readonly links: readonly string[];
}

// src/model/reading.d.ts
/** The site answered with another listing than requested; nothing of it may be stored under the requested one. */
export interface RedirectedReading {
    readonly outcome: 'redirected';
    readonly listing: Listing;
    /** The returned listing: `day:2025-09-26`. */
    readonly found: string;
}

// src/model/reading.d.ts
/** The site, or a proxy in front of it, did not answer with a page. Known rows stay as they are. */
export interface RefusedReading {
    readonly outcome: 'refused';
    readonly listing: Listing;
    readonly refusal: Refusal;
    readonly fate: Fate;
    readonly reason: string;
}

// src/model/reading.d.ts
/** Reasons why an answer has no list although the site's pages have not changed. */
export type Refusal = 'challenge' | 'captcha' | 'login' | 'forbidden' | 'rate-limited' | 'server-error' | 'empty-body' | 'not-found' | 'not-yet' | 'wrong-type' | 'wrong-charset' | 'damaged';

// src/model/reading.d.ts
/**
 * Fallbacks that may still get the list: the same request `again` within the run, a `browser`, the site's `api`, or only the
 * next run (`later`).
 */
export type Fate = 'again' | 'browser' | 'api' | 'later';

// src/model/reading.d.ts
/** No parser knows the answer's page. The capture is kept, so that a replay can read it after a fix. */
export interface UnreadableReading {
    readonly outcome: 'unreadable';
    readonly listing: Listing;
    readonly reason: string;
}

// src/base/version.d.ts
/** This version of Paperboy, from package.json. */
export declare const VERSION: string;
