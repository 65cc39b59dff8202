// src/library.d.ts
/** Which warehouse, and how. */
export interface OpenOptions {
    /** `postgres://user:password@host:5432/database`; without it the embedded one in the data folder. */
    readonly databaseUrl?: string;
    /** The data folder. Default: `.paperboy` in the working folder. */
    readonly home?: string;
    /**
     * `write` makes the warehouse if need be and brings its tables up to date; `read` makes nothing, and refuses a
     * warehouse without this version's tables. Default: `write`.
     */
    readonly access?: 'read' | 'write';
}

// src/library.d.ts
/** A warehouse that is open, until `close` or the end of an `await using`. */
export interface OpenWarehouse extends AsyncDisposable {
    /** Where it is, without a password. */
    readonly location: string;
    readonly close: () => Promise<void>;
}

// src/library.d.ts
/** What a job is given beside its own options. */
export interface JobOptions {
    /** Base address of the site. Default: the real one. */
    readonly site?: string;
    /** Token of the site; with it requests count on the account and not on the address. */
    readonly token?: string;
    /** Whom the site's operator may write to; part of the user agent. */
    readonly contact?: string;
    /** ISO 8601; taken for the present, for rehearsals on a replica. */
    readonly now?: string;
    /** Where events of OpenLineage go: an http or https address, or the path of a file. Default: nowhere. */
    readonly openLineage?: string;
    /** Ends the job after the step in hand; what is left stays due. */
    readonly signal?: AbortSignal;
    /** Gets each log line as an object with `level`, `msg` and what the line is about. Default: none is made. */
    readonly onLog?: (line: Readonly<Record<string, unknown>>) => void;
    /** With false a run that is not done gives its summary instead of an error. Default: true. */
    readonly throws?: boolean;
}

// src/library.d.ts
/** What goes with a statement. */
export interface QueryOptions {
    /**
     * Values for `:name` in the statement, by name, each of the type that its place asks for: text, numbers, bigints,
     * booleans, null, dates of JavaScript or Temporal, arrays of these; other objects go as JSON.
     */
    readonly parameters?: Readonly<Record<string, unknown>>;
    /** Ends the statement, also at the server. */
    readonly signal?: AbortSignal;
    /** The longest that it may take until its last row was taken. Default: as long as it takes. */
    readonly timeoutMs?: number;
}

// src/library.d.ts
/** What a nightly run is asked for. */
export interface NightlyOptions extends JobOptions {
    /** The most requests; what is due beyond them waits for the next run. */
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
/** Which stored responses to read again, by the days of their lists. */
export interface ReplayOptions extends JobOptions {
    readonly from?: string;
    readonly to?: string;
}

// src/library.d.ts
/** How a run went; it stands in the table `runs` too. */
export interface RunSummary {
    readonly runId: string;
    /** As the command line's: 0 done, 65 a page changed, 69 site unreachable, 75 partial or temporary. */
    readonly exitCode: number;
    /** Why it is not 0; null when it is. */
    readonly reason: string | null;
    /** Responses that were read, and entries in them. */
    readonly captures: number;
    readonly entries: number;
}

// src/library.d.ts
/** A run came to its end and is not done: what it did is kept. */
export declare class RunFailed extends PaperboyError {
    readonly code = "run-failed";
    readonly exitCode: ExitCode;
    readonly retryable: boolean;
    /** How it went. */
    readonly result: RunSummary;
    constructor(exitCode: ExitCode, result: RunSummary);
}

// src/base/errors.d.ts
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

// src/base/errors.d.ts
/**
 * Process exit codes: what cron, systemd and scripts branch on. The meanings follow BSD's sysexits.h where it has
 * one.
 */
export declare const EXIT: {
    readonly done: 0;
    readonly bug: 1;
    readonly usage: 2;
    readonly pageChanged: 65;
    /** The site, the server that takes mails, or the server of the warehouse when it was to be opened. */
    readonly unreachable: 69;
    readonly tryAgain: 75;
    readonly configuration: 78;
    readonly interrupted: 130;
    readonly terminated: 143;
};

// src/base/errors.d.ts
/**
 * An error whose message is meant for the person at the terminal: what failed, on which object, got and expected,
 * and the next command to type.
 */
export declare abstract class PaperboyError extends Error {
    /** Stable name for programs and logs, such as `rate-limited`. */
    abstract readonly code: string;
    /** What the process exits with when nothing catches it. */
    abstract readonly exitCode: ExitCode;
    /** True where the same call may succeed later without anybody changing anything. */
    readonly retryable: boolean;
    constructor(message: string, options?: {
        cause?: unknown;
    });
}

// src/library.d.ts
/** One saved response. */
export interface CaptureToRead {
    /** Which list it is, such as `day:2026-06-03`, `week:2026-W23`, `trending` or `paper:2509.24002`. */
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
 * Runs one statement that only reads, and gives all of its rows. Types of Postgres come as these: boolean as boolean;
 * smallint, integer, real and double precision as number; bigint (so `count(*)`) as `bigint`, which `::int` in the
 * statement turns into a number; timestamptz as ISO 8601 text in UTC with milliseconds; json and jsonb parsed; arrays
 * as arrays; all other types, so date (`2026-06-03`), numeric and bytea, as the text that Postgres writes. Null is null.
 *
 * @throws {PaperboyError} when the statement is refused, also for one that would write or that gives two columns one
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
 * As `query`, row by row: what is held does not grow with their number, as long as the warehouse is a server or
 * embedded as one. The connection is let go at the end, also when the loop is left early.
 *
 * @example for await (const { paper_id, upvotes } of queryStream(warehouse, 'SELECT * FROM snapshots')) { ... }
 */
export declare function queryStream(warehouse: OpenWarehouse, statement: string, options?: QueryOptions): AsyncGenerator<Record<string, Value>, void, undefined>;

// src/library.d.ts
/**
 * Papers by a selection, as `paperboy papers` takes it.
 *
 * @param selection such as `last-week org:nvidia has:code top:5`
 * @throws {PaperboyError} for words that are no selection
 * @example const top = await papers(warehouse, 'week:2026-W23 top:10')
 */
export declare function papers(warehouse: OpenWarehouse, selection: string, options?: Pick<JobOptions, 'now'>): Promise<readonly SelectedPaper[]>;

// src/query/select-papers.d.ts
/** A paper as readers are shown it. Missing is null. Instants are `2026-06-03T10:00:00.000Z`. */
export interface SelectedPaper {
    /** Place in the selection, from 1. */
    readonly place: number;
    readonly paperId: string;
    /** The day of the list it stands on; the first of the period's, null when it is on none. */
    readonly day: Day | null;
    /** Place on that day's list. */
    readonly rank: number | null;
    readonly title: string;
    readonly abstract: string | null;
    readonly authors: readonly string[] | null;
    /** Handle. */
    readonly organization: string | null;
    readonly organizationName: string | null;
    /** Handle of the account that brought it. */
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
    /** Votes won in the 72 hours before; null unless the order is momentum. */
    readonly gained: number | null;
}

// src/model/day.d.ts
/** A calendar date as the site writes it in an address, UTC: `2026-06-03`. */
export type Day = string;

// src/library.d.ts
/**
 * What a night does: missing days, yesterday and today, what failed, what is due again.
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
 * Reads stored responses again, offline, and loads what is different now.
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
 * @throws {PaperboyError} for a listing or an instant that is none
 * @example const reading = readCapture({ listing: 'day:2026-06-03', body, fetchedAt: '2026-06-04T00:30:00Z' })
 */
export declare function readCapture({ listing, body, fetchedAt, form }: CaptureToRead): Reading;

// src/model/reading.d.ts
/** What the transform stage makes of one capture. */
export type Reading = ListingReading | TextReading | RedirectedReading | RefusedReading | UnreadableReading;

// src/model/reading.d.ts
/** Everything one capture says about the listing that was asked for. */
export interface ListingReading {
    readonly outcome: 'listing';
    readonly listing: Listing;
    /** Name of the parser's era: `day-2026`, `day-2024`, `api-day` ... */
    readonly era: string;
    readonly reader: Way;
    /** Why the page is not what it should be, although its entries could be read; null when all is as known. */
    readonly layoutChange: string | null;
    /** False when the answer is known to hold only a part of the list, as an API answer of exactly one page does. */
    readonly complete: boolean;
    /**
     * True when this form of the page carries only some fields of a paper: then what it lacks says nothing, and the
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
    /** What only a paper's own page tells; null for lists. */
    readonly paperPage: PaperPage | null;
    /** How many entries the page held, good or bad. */
    readonly entryCount: number;
}

// src/model/reading.d.ts
/** How a capture was read: from the page's JSON, from its cards, from an answer of the API, or as plain text. */
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
/** An account of the site. Older pages give no id: then it is known by its handle. */
export interface Account {
    readonly id: string | null;
    readonly handle: string;
    readonly fullname: string | null;
    readonly avatarUrl: string | null;
    readonly kind: string | null;
    readonly isPro: boolean | null;
}

// src/model/records.d.ts
/** A difference between a page's shape and the shape its era is known to have. */
export interface Drift {
    /** The field: `paper.githubStars`. */
    readonly path: string;
    readonly change: 'new' | 'missing' | 'type';
    /** The value that showed it, shortened. */
    readonly example: string;
    /** How many entries of the page showed it. */
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
    /** What is odd about it: `also at rank 41`. */
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
/** A paper as one capture shows it. */
export interface Paper {
    /** The arXiv id without a version suffix (`2503.02130`), or the site's id for what is not on arXiv. */
    readonly id: string;
    /** The version suffix, when the page gave one: 2 for `2503.02130v2`. */
    readonly version: number | null;
    readonly title: string;
    readonly abstract: string | null;
    readonly publishedAt: string | null;
    /** When it was submitted to the list. */
    readonly submittedAt: string | null;
    readonly submittedBy: Reference | null;
    readonly organization: Reference | null;
    readonly upvotes: number | null;
    readonly comments: number | null;
    /** Repository stars. */
    readonly stars: number | null;
    /** The code repository's address as the site gave it. */
    readonly repository: string | null;
    /** `owner/name` of the repository. */
    readonly repositoryName: string | null;
    /** Who linked the repository: `user`, `auto` or `admin`. */
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
    /** How many authors it has; some forms of a page tell the count and not the names. */
    readonly authorCount: number | null;
    /** In order; null when the page does not name them. */
    readonly authors: readonly Author[] | null;
    /** Fields that this version of Paperboy has no column for, as they came. */
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
    /** How the claim stands: `claimed_verified`, `admin_assigned`, `extracted_pending` ... */
    readonly claim: string | null;
    readonly claimChangedAt: string | null;
}

// src/model/records.d.ts
/** What only a paper's own page tells. Null = the page did not say. */
export interface PaperPage {
    /** Rank on the list of its day, from 1; null for an unranked paper too. */
    readonly dailyRank: number | null;
    readonly comments: readonly Comment[] | null;
    /** The upvoters that the page shows; it shows some of them only. */
    readonly upvoters: readonly Reference[] | null;
    readonly linked: readonly LinkedRepository[] | null;
    /** How many models, datasets and spaces name the paper in all; `linked` has some of them only. */
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
    /** Markdown, as it was written; null for a hidden one. */
    readonly text: string | null;
    readonly createdAt: string | null;
    readonly editedAt: string | null;
    readonly hidden: boolean;
    /** How many reactions it has. */
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
/** An entry that could not be read: it goes to quarantine, the rest of its page loads. */
export interface Rejection {
    /** Place on the page, from 1. */
    readonly position: number;
    /** Where in the entry: `paper.authors.3.name`. */
    readonly path: string;
    /** What was found and what was expected. */
    readonly reason: string;
    /** The entry as it came. */
    readonly raw: unknown;
}

// src/model/reading.d.ts
/** A reading of a list that gives text and no ids: its entries are matched to papers later. */
export interface TextReading {
    readonly outcome: 'text';
    readonly listing: Listing;
    readonly era: string;
    readonly reader: 'text';
    readonly unidentified: readonly UnidentifiedEntry[];
    readonly rejections: readonly Rejection[];
}

// src/model/records.d.ts
/** One entry of a reading that gives text and no ids. */
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
/** The site answered with another listing than was asked for; nothing of it may be stored under the asked one. */
export interface RedirectedReading {
    readonly outcome: 'redirected';
    readonly listing: Listing;
    /** The listing that came: `day:2025-09-26`. */
    readonly found: string;
}

// src/model/reading.d.ts
/** The site, or what stands before it, answered with something else than a page. Known rows stay as they are. */
export interface RefusedReading {
    readonly outcome: 'refused';
    readonly listing: Listing;
    readonly refusal: Refusal;
    readonly fate: Fate;
    readonly reason: string;
}

// src/model/reading.d.ts
/** Why an answer holds no list although the site's pages have not changed. */
export type Refusal = 'challenge' | 'captcha' | 'login' | 'forbidden' | 'rate-limited' | 'server-error' | 'empty-body' | 'not-found' | 'not-yet' | 'wrong-type' | 'wrong-charset' | 'damaged';

// src/model/reading.d.ts
/**
 * What may still get the list: the same request `again` within the run, a `browser`, the site's `api`, or only the
 * next run (`later`).
 */
export type Fate = 'again' | 'browser' | 'api' | 'later';

// src/model/reading.d.ts
/** The answer is no page that any parser knows. The capture is kept, so that a replay can read it after a fix. */
export interface UnreadableReading {
    readonly outcome: 'unreadable';
    readonly listing: Listing;
    readonly reason: string;
}

// src/base/version.d.ts
/** This version of Paperboy, from package.json. */
export declare const VERSION: string;
