import { sql } from '../../base/sql.ts'
import {
  bigint,
  boolean,
  check,
  customType,
  date,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'

/*
 * The tables of the warehouse. Instants are timestamptz, days are date, both handled as text. Missing is null.
 * `run_id` and `capture_id` name the run that wrote a row last and its capture (lineage); they are no foreign
 * keys, since captures may be pruned while the rows stay.
 */

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' })
const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' })

const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'string' })
const id = (name: string) => bigint(name, { mode: 'bigint' })
const lineage = () => ({ runId: id('run_id').notNull(), captureId: id('capture_id').notNull() })

/** One row per run of a job. */
export const runs = pgTable('runs', {
  id: id('id').primaryKey().generatedAlwaysAsIdentity(),
  job: text('job').notNull(),
  arguments: jsonb('arguments').notNull(),
  version: text('version').notNull(),
  parserVersion: integer('parser_version').notNull(),
  host: text('host').notNull(),
  pid: integer('pid').notNull(),
  /** Identifies this process among all others, on this machine and elsewhere. */
  process: text('process').notNull(),
  /** Renewed while the run is alive; afterwards the run is lost. By the database's clock. */
  aliveUntil: instant('alive_until').notNull(),
  startedAt: instant('started_at').notNull(),
  endedAt: instant('ended_at'),
  outcome: text('outcome'),
  counts: jsonb('counts'),
  error: text('error'),
})

/** Rest of the site's quota, shared by all runs and machines of one quota identity. */
export const quotas = pgTable(
  'quotas',
  {
    site: text('site').notNull(),
    quotaIdentity: text('quota_identity').notNull(),
    bucket: text('bucket').notNull(),
    budget: jsonb('budget'),
    /** Version of the budget, to detect changes made from an older one. */
    version: integer('version').notNull(),
  },
  (table) => [primaryKey({ columns: [table.site, table.quotaIdentity, table.bucket] })],
)

/** Last verdict on a site's robots.txt. */
export const robots = pgTable('robots', {
  site: text('site').primaryKey(),
  verdict: text('verdict').notNull(),
  reason: text('reason').notNull(),
  rules: text('rules'),
  checkedAt: instant('checked_at').notNull(),
})

/** One row per comparison of a day's page with the API's list of the day. */
export const crossChecks = pgTable(
  'cross_checks',
  {
    kind: text('kind').notNull(),
    key: text('key').notNull(),
    checkedAt: instant('checked_at').notNull(),
    onPage: integer('on_page').notNull(),
    inApi: integer('in_api').notNull(),
    onlyOnPage: text('only_on_page').array().notNull(),
    onlyInApi: text('only_in_api').array().notNull(),
    otherVotes: text('other_votes').array().notNull(),
    agrees: boolean('agrees').notNull(),
    runId: id('run_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.key, table.checkedAt] })],
)

/** Folders and buckets of bodies outside of the database. */
export const bodyStores = pgTable('body_stores', {
  id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
  address: text('address').notNull().unique(),
  /** Mark of the body store, so that no other warehouse writes to it. */
  owner: uuid('owner').notNull().defaultRandom(),
})

/** One row per distinct response body, so that an identical body is stored once. */
export const captureBodies = pgTable(
  'capture_bodies',
  {
    sha256: text('sha256').primaryKey(),
    bytes: integer('bytes').notNull(),
    /** Null when it is in a body store. */
    zstd: bytea('zstd'),
    bodyStoreId: integer('body_store_id').references(() => bodyStores.id),
  },
  (table) => [
    check('capture_bodies_in_one_place', sql`(${table.zstd} is null) <> (${table.bodyStoreId} is null)`),
  ],
)

/** Bodies that may be in a body store without a row of `capture_bodies`: recorded before the write, and when the row is deleted. */
export const orphans = pgTable(
  'orphans',
  {
    sha256: text('sha256').notNull(),
    bodyStoreId: integer('body_store_id')
      .notNull()
      .references(() => bodyStores.id),
    /** By the database's clock. */
    removableAt: instant('removable_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.sha256, table.bodyStoreId] })],
)

/** One row per stored response. */
export const captures = pgTable(
  'captures',
  {
    id: id('id').primaryKey().generatedAlwaysAsIdentity(),
    kind: text('kind').notNull(),
    key: text('key').notNull(),
    form: text('form').notNull(),
    fetchedAt: instant('fetched_at').notNull(),
    sha256: text('sha256')
      .notNull()
      .references(() => captureBodies.sha256),
    url: text('url').notNull(),
    finalUrl: text('final_url').notNull(),
    status: smallint('status').notNull(),
    headers: jsonb('headers').notNull(),
    fetchedWith: text('fetched_with').notNull(),
    /** Reader and era of the parser that read it; null while it could not be read. */
    reader: text('reader'),
    era: text('era'),
    /** False from storing until its contents are in the tables. */
    loaded: boolean('loaded').notNull().default(false),
    /** Outcome: `listing`, `text`, `redirected`, `refused`, `not-found`, `not-yet` or `unreadable`; null until it is loaded. */
    outcome: text('outcome'),
    /** Reason why it was not a good list; null for a good one. */
    reason: text('reason'),
    /** The listing returned instead of the requested one. */
    found: text('found'),
    /** Next request of a refused one; null for never. */
    retryAt: instant('retry_at'),
    /** Parser that read it last. */
    parserVersion: integer('parser_version'),
    /** Token of the lease under which it was fetched: later ones are greater, whatever the machines' clocks say. */
    token: id('token'),
    /** Differences from the known shape of its era, as `[{path, change, count, example}]`. */
    drift: jsonb('drift'),
    runId: id('run_id').notNull(),
  },
  (table) => [
    unique('captures_once').on(table.kind, table.key, table.form, table.fetchedAt, table.sha256),
    index('captures_to_load')
      .on(table.fetchedAt)
      .where(sql`not loaded`),
    index('captures_drifted')
      .on(table.era)
      .where(sql`drift is not null`),
  ],
)

/** One row per response imported by mistake and forgotten: the same response is not imported again. */
export const forgottenCaptures = pgTable(
  'forgotten_captures',
  {
    captureId: id('capture_id').primaryKey(),
    kind: text('kind').notNull(),
    key: text('key').notNull(),
    form: text('form').notNull(),
    fetchedAt: instant('fetched_at').notNull(),
    sha256: text('sha256').notNull(),
    url: text('url').notNull(),
    fetchedWith: text('fetched_with').notNull(),
    reason: text('reason'),
    forgottenAt: instant('forgotten_at').notNull(),
    runId: id('run_id').notNull(),
  },
  (table) => [
    index('forgotten_captures_once').on(table.kind, table.key, table.form, table.fetchedAt, table.sha256),
  ],
)

/** The ledger: one row per partition. */
export const listings = pgTable(
  'stored_listings',
  {
    kind: text('kind').notNull(),
    key: text('key').notNull(),
    day: date('day', { mode: 'string' }),
    state: text('state').notNull().default('pending'),
    reason: text('reason'),
    attempts: integer('attempts').notNull().default(0),
    nextRetryAt: instant('next_retry_at'),
    nextDueAt: instant('next_due_at'),
    fetchedAt: instant('fetched_at'),
    lastReadAt: instant('last_read_at'),
    contentHash: text('content_hash'),
    expected: integer('expected'),
    loaded: integer('loaded'),
    /** Flags of the last reading; null for none. */
    flags: text('flags').array(),
    /** Start of readings being on hold for their flags. */
    flaggedSince: instant('flagged_since'),
    /** Result of the last attempt, whatever the list's state; null before the first one. */
    lastAnswer: text('last_answer'),
    /** An attempt without an answer since the last good one: `{at, token, state, reason, attempts, retryAt}`. */
    failure: jsonb('failure'),
    redirectedTo: text('redirected_to'),
    previousKey: text('previous_key'),
    nextKey: text('next_key'),
    era: text('era'),
    parserVersion: integer('parser_version'),
    runId: id('run_id'),
    captureId: id('capture_id'),
  },
  (table) => [
    primaryKey({ columns: [table.kind, table.key] }),
    index('listings_due')
      .on(table.nextDueAt)
      .where(sql`next_due_at is not null`),
    index('listings_day')
      .on(table.day)
      .where(sql`kind = 'day'`),
  ],
)

/** One row per listing that a run has claimed; while the run is alive no other run fetches or loads it. */
export const leases = pgTable(
  'leases',
  {
    kind: text('kind').notNull(),
    key: text('key').notNull(),
    runId: id('run_id')
      .notNull()
      .references(() => runs.id),
    /** Never reused: the token of a late owner no longer matches. */
    token: id('token').notNull().generatedAlwaysAsIdentity(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.key] }), index('leases_run').on(table.runId)],
)

/**
 * Contents of each reading of a listing: one row per reading, a list per column, best rank first. With `paper_states`
 * this is the log from which all history is derived, in the order of `model/sighting-order.ts`.
 */
export const observations = pgTable(
  'stored_observations',
  {
    kind: text('kind').notNull(),
    key: text('key').notNull(),
    observedAt: instant('observed_at').notNull(),
    /** Form and hash of the response: distinguishes two readings of one instant, and orders them. */
    source: text('source').notNull(),
    complete: boolean('complete').notNull(),
    /** True when nulls mean nothing: the form of the page has only some fields. */
    partialFields: boolean('partial_fields').notNull().default(false),
    /** True when the page had an unknown shape and was read by its cards. */
    layoutChanged: boolean('layout_changed').notNull().default(false),
    /** Entries that could not be read. */
    rejected: integer('rejected').notNull().default(0),
    /** Numbers of papers with each of the watched fields. */
    filled: jsonb('filled'),
    previousKey: text('previous_key'),
    nextKey: text('next_key'),
    /** Digest of papers, ranks, counts and everything else here. */
    contentHash: text('content_hash'),
    digest: text('digest'),
    paperIds: text('paper_ids').array().notNull(),
    ranks: integer('ranks').array().notNull(),
    upvotes: integer('upvotes').array().notNull(),
    comments: integer('comments').array().notNull(),
    stars: integer('stars').array().notNull(),
    /** Other facts of each paper: hashes of `paper_states`; null when unknown. */
    states: text('states').array(),
    /** Remarks on oddities of entries, by paper. */
    notes: jsonb('notes'),
    /** True while it is too unlike earlier readings to be accepted; then it is no part of the history. */
    onHold: boolean('on_hold').notNull().default(false),
    flags: text('flags').array(),
    /** The flags in a sentence. */
    reason: text('reason'),
    ...lineage(),
  },
  (table) => [
    primaryKey({ columns: [table.kind, table.key, table.observedAt, table.source] }),
    foreignKey({ columns: [table.kind, table.key], foreignColumns: [listings.kind, listings.key] }),
    index('observations_observed').on(table.observedAt),
  ],
)

/** Everything that a reading shows of a paper except counts, each distinct state once. */
export const paperStates = pgTable(
  'paper_states',
  {
    paperId: text('paper_id').notNull(),
    hash: text('hash').notNull(),
    state: jsonb('state').notNull(),
    /** Accounts and organizations that it names, by id and by handle: `a:ID`, `a@handle`, `o:ID`, `o@handle`. */
    actors: text('actors').array().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.paperId, table.hash] }),
    index('paper_states_actors').using('gin', table.actors),
  ],
)

/** Former values of accounts and organizations, with their last sighting. */
export const formerValues = pgTable(
  'former_values',
  {
    kind: text('kind').notNull(),
    id: text('id').notNull(),
    field: text('field').notNull(),
    value: text('value').notNull(),
    lastSeen: instant('last_seen').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.kind, table.id, table.field, table.value] }),
    index('former_values_handle')
      .on(table.kind, table.value)
      .where(sql`field = 'handle'`),
  ],
)

/** One row per site account: submitters, and authors who claimed a paper. */
export const accounts = pgTable(
  'stored_accounts',
  {
    id: text('id').primaryKey(),
    handle: text('handle').notNull(),
    fullname: text('fullname'),
    avatarUrl: text('avatar_url'),
    kind: text('kind'),
    isPro: boolean('is_pro'),
    observedAt: instant('observed_at').notNull(),
    ...lineage(),
  },
  (table) => [index('accounts_handle').on(table.handle)],
)

/** One row per organization. */
export const organizations = pgTable(
  'stored_organizations',
  {
    id: text('id').primaryKey(),
    handle: text('handle').notNull(),
    name: text('name'),
    avatarUrl: text('avatar_url'),
    observedAt: instant('observed_at').notNull(),
    ...lineage(),
  },
  (table) => [index('organizations_handle').on(table.handle)],
)

/** One row per paper, as last seen. */
export const papers = pgTable(
  'stored_papers',
  {
    id: text('id').primaryKey(),
    version: smallint('version'),
    title: text('title').notNull(),
    /** The title without differences in writing; for matching entries without an id. */
    titleKey: text('title_key').notNull(),
    abstract: text('abstract'),
    publishedAt: instant('published_at'),
    submittedAt: instant('submitted_at'),
    submittedById: text('submitted_by_id').references(() => accounts.id, { onUpdate: 'cascade' }),
    organizationId: text('organization_id').references(() => organizations.id, { onUpdate: 'cascade' }),
    upvotes: integer('upvotes'),
    comments: integer('comments'),
    stars: integer('stars'),
    repository: text('repository'),
    repositoryName: text('repository_name'),
    repositoryAddedBy: text('repository_added_by'),
    projectPage: text('project_page'),
    discussionId: text('discussion_id'),
    thumbnailUrl: text('thumbnail_url'),
    mediaUrls: text('media_urls').array(),
    keywords: text('keywords').array(),
    aiSummary: text('ai_summary'),
    aiSummaryModel: text('ai_summary_model'),
    authorParticipating: boolean('author_participating'),
    withdrawnAt: instant('withdrawn_at'),
    authorCount: integer('author_count'),
    /** Digest of the authors, so that those of an unchanged paper are not sent again. */
    authorsHash: text('authors_hash'),
    dailyRank: integer('daily_rank'),
    linkedModels: integer('linked_models'),
    linkedDatasets: integer('linked_datasets'),
    linkedSpaces: integer('linked_spaces'),
    extra: jsonb('extra'),
    observedAt: instant('observed_at').notNull(),
    ...lineage(),
  },
  (table) => [
    index('papers_published').on(table.publishedAt),
    index('papers_submitted').on(table.submittedAt),
    index('papers_organization').on(table.organizationId),
    index('papers_submitter').on(table.submittedById),
    index('papers_repository').on(table.repositoryName),
    index('papers_title_key').on(table.titleKey),
  ],
)

/** The full text of each paper; built at the end of a run, for the papers whose text changed. */
export const paperTexts = pgTable(
  'paper_texts',
  {
    paperId: text('paper_id')
      .primaryKey()
      .references(() => papers.id),
    /** MD5 of the text that the others were built from. */
    textHash: text('text_hash').notNull(),
    title: text('title').notNull(),
    /** Lower case, each once. */
    keywords: text('keywords').array().notNull(),
    search: tsvector('search').notNull(),
    /** Server and rule that built `search`: others give other words. */
    builtWith: text('built_with').notNull().default(''),
  },
  (table) => [
    index('paper_texts_built_with').on(table.builtWith),
    index('paper_texts_search').using('gin', table.search),
    index('paper_texts_keywords').using('gin', table.keywords),
    index('paper_texts_title').using('gin', sql`title gin_trgm_ops`),
    index('paper_texts_topics').using('gin', sql`topic_words(search)`),
  ],
)

/**
 * One row per paper and author, in order. Without foreign keys: with them a page's 400 authors took three times as long,
 * and the loader writes papers, accounts and authors in one transaction.
 */
export const paperAuthors = pgTable(
  'stored_paper_authors',
  {
    paperId: text('paper_id').notNull(),
    position: integer('position').notNull(),
    name: text('name').notNull(),
    hidden: boolean('hidden').notNull(),
    accountId: text('account_id'),
    claim: text('claim'),
    claimChangedAt: instant('claim_changed_at'),
    ...lineage(),
  },
  (table) => [
    primaryKey({ columns: [table.paperId, table.position] }),
    index('paper_authors_name').on(table.name),
    index('paper_authors_account')
      .on(table.accountId)
      .where(sql`account_id is not null`),
  ],
)

/** One row per listing and paper on it, now or in the past. */
export const appearances = pgTable(
  'stored_appearances',
  {
    kind: text('kind').notNull(),
    key: text('key').notNull(),
    paperId: text('paper_id')
      .notNull()
      .references(() => papers.id),
    /** From the last complete reading with it; null when only parts of the list had it. */
    rank: integer('rank'),
    submittedById: text('submitted_by_id').references(() => accounts.id, { onUpdate: 'cascade' }),
    submittedAt: instant('submitted_at'),
    firstSeen: instant('first_seen').notNull(),
    lastSeen: instant('last_seen'),
    goneAt: instant('gone_at'),
    note: text('note'),
    ...lineage(),
  },
  (table) => [
    primaryKey({ columns: [table.kind, table.key, table.paperId] }),
    foreignKey({ columns: [table.kind, table.key], foreignColumns: [listings.kind, listings.key] }),
    index('appearances_paper').on(table.paperId),
    index('appearances_submitter').on(table.submittedById),
  ],
)

/** Votes, comments and stars of a paper at an instant: a row only when one of them changed. */
export const snapshots = pgTable(
  'stored_snapshots',
  {
    paperId: text('paper_id')
      .notNull()
      .references(() => papers.id),
    observedAt: instant('observed_at').notNull(),
    upvotes: integer('upvotes'),
    comments: integer('comments'),
    stars: integer('stars'),
    runId: id('run_id').notNull(),
    /** Null when outside counts alone made the row. */
    captureId: id('capture_id'),
    /** Outside sources of the change, separated by commas; null when Paperboy saw it itself. */
    source: text('source'),
  },
  (table) => [
    primaryKey({ columns: [table.paperId, table.observedAt] }),
    index('snapshots_observed').on(table.observedAt),
  ],
)

/**
 * Counts from other collectors: a part of the log, with every distinct report of each source. For unknown papers,
 * too; their counts wait here.
 */
export const outsideCounts = pgTable(
  'outside_counts',
  {
    paperId: text('paper_id').notNull(),
    observedAt: instant('observed_at').notNull(),
    source: text('source').notNull(),
    upvotes: integer('upvotes'),
    comments: integer('comments'),
    stars: integer('stars'),
    runId: id('run_id').notNull(),
  },
  (table) => [
    unique('outside_counts_once')
      .on(table.paperId, table.observedAt, table.source, table.upvotes, table.comments, table.stars)
      .nullsNotDistinct(),
  ],
)

/** Each past value of a paper's title, abstract, links or AI texts; no row while there was only one. */
export const paperVersions = pgTable(
  'stored_paper_versions',
  {
    paperId: text('paper_id')
      .notNull()
      .references(() => papers.id),
    /** `title`, `abstract`, `links` or `ai`. */
    fieldSet: text('field_set').notNull(),
    hash: text('hash').notNull(),
    fields: jsonb('fields').notNull(),
    firstSeen: instant('first_seen').notNull(),
    /** Null for the value in the newest sighting. */
    lastSeen: instant('last_seen'),
    ...lineage(),
  },
  (table) => [primaryKey({ columns: [table.paperId, table.fieldSet, table.hash] })],
)

/** The discussion of a paper, from its own page. */
export const comments = pgTable(
  'stored_comments',
  {
    id: text('id').primaryKey(),
    paperId: text('paper_id')
      .notNull()
      .references(() => papers.id),
    parentId: text('parent_id'),
    position: integer('position').notNull(),
    accountId: text('account_id').references(() => accounts.id, { onUpdate: 'cascade' }),
    kind: text('kind'),
    text: text('text'),
    createdAt: instant('created_at'),
    editedAt: instant('edited_at'),
    hidden: boolean('hidden').notNull(),
    reactions: integer('reactions'),
    observedAt: instant('observed_at').notNull(),
    ...lineage(),
  },
  (table) => [index('comments_paper').on(table.paperId, table.position)],
)

/** Accounts that a paper's own page shows as upvoters, which are only some. */
export const paperUpvoters = pgTable(
  'paper_upvoters',
  {
    paperId: text('paper_id')
      .notNull()
      .references(() => papers.id),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onUpdate: 'cascade' }),
    firstSeen: instant('first_seen').notNull(),
    ...lineage(),
  },
  (table) => [
    primaryKey({ columns: [table.paperId, table.accountId] }),
    index('paper_upvoters_account').on(table.accountId),
  ],
)

/** Models, datasets and spaces that name a paper. */
export const linkedRepositories = pgTable(
  'linked_repositories',
  {
    paperId: text('paper_id')
      .notNull()
      .references(() => papers.id),
    kind: text('kind').notNull(),
    name: text('name').notNull(),
    position: integer('position').notNull(),
    likes: integer('likes'),
    downloads: bigint('downloads', { mode: 'number' }),
    /** First reading of the paper's page with it. */
    firstSeen: instant('first_seen').notNull(),
    /** Last reading before that, without it; null when the first one had it. */
    lastWithout: instant('last_without'),
    observedAt: instant('observed_at').notNull(),
    ...lineage(),
  },
  (table) => [primaryKey({ columns: [table.paperId, table.kind, table.name] })],
)

/** Entries of a reading with text but no ids. */
export const unidentifiedEntries = pgTable(
  'unidentified_entries',
  {
    kind: text('kind').notNull(),
    key: text('key').notNull(),
    observedAt: instant('observed_at').notNull(),
    source: text('source').notNull(),
    position: integer('position').notNull(),
    title: text('title').notNull(),
    titleKey: text('title_key').notNull(),
    abstract: text('abstract'),
    authorCount: integer('author_count'),
    organization: text('organization'),
    organizationName: text('organization_name'),
    publishedOn: date('published_on', { mode: 'string' }),
    comments: integer('comments'),
    links: text('links').array().notNull(),
    /** The matched paper, and the confidence (0 to 1). */
    paperId: text('paper_id').references(() => papers.id),
    confidence: doublePrecision('confidence'),
    ...lineage(),
  },
  (table) => [
    primaryKey({ columns: [table.kind, table.key, table.observedAt, table.source, table.position] }),
    foreignKey({ columns: [table.kind, table.key], foreignColumns: [listings.kind, listings.key] }),
    index('unidentified_entries_unmatched')
      .on(table.titleKey)
      .where(sql`paper_id is null`),
  ],
)

/** Entries that could not be read. */
export const quarantine = pgTable(
  'quarantine',
  {
    captureId: id('capture_id').notNull(),
    position: integer('position').notNull(),
    kind: text('kind').notNull(),
    key: text('key').notNull(),
    path: text('path').notNull(),
    reason: text('reason').notNull(),
    raw: jsonb('raw'),
    observedAt: instant('observed_at').notNull(),
    resolvedAt: instant('resolved_at'),
    runId: id('run_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.captureId, table.position] })],
)

/** Differences between the pages and their known shape. */
export const drift = pgTable(
  'drift',
  {
    era: text('era').notNull(),
    path: text('path').notNull(),
    change: text('change').notNull(),
    firstSeen: instant('first_seen').notNull(),
    lastSeen: instant('last_seen').notNull(),
    count: bigint('count', { mode: 'number' }).notNull(),
    example: text('example').notNull(),
    endedOn: date('ended_on', { mode: 'string' }),
    ...lineage(),
  },
  (table) => [primaryKey({ columns: [table.era, table.path, table.change] })],
)

/** Subscribers of mails. */
export const subscribers = pgTable(
  'subscribers',
  {
    id: id('id').primaryKey().generatedAlwaysAsIdentity(),
    address: text('address').notNull(),
    /** Filters and order, as typed; the period comes from the frequency. */
    selection: text('selection').notNull(),
    frequency: text('frequency').notNull(),
    hour: smallint('hour').notNull(),
    zone: text('zone').notNull(),
    language: text('language').notNull(),
    /** pending, active, paused, unsubscribed or bounced. */
    state: text('state').notNull(),
    /** Key of the signatures of this subscription's links. */
    secret: text('secret').notNull(),
    /** Request of the last confirmation mail. */
    askedAt: instant('asked_at').notNull(),
    /** Start of sending mails; null while none are sent. */
    activeSince: instant('active_since'),
  },
  (table) => [uniqueIndex('subscribers_address').on(sql`lower(${table.address})`)],
)

/** One row per mail, from before it is sent. */
export const deliveries = pgTable(
  'deliveries',
  {
    messageId: text('message_id').primaryKey(),
    subscriberId: id('subscriber_id')
      .notNull()
      .references(() => subscribers.id, { onDelete: 'cascade' }),
    /** digest or confirmation. */
    kind: text('kind').notNull(),
    /** Days of a digest; for a confirmation the day of its request. */
    firstDay: date('first_day', { mode: 'string' }).notNull(),
    lastDay: date('last_day', { mode: 'string' }).notNull(),
    /** Slot of a mail: a subscriber gets one digest for each last day, one confirmation for each request. */
    slot: text('slot').notNull(),
    /** prepared, claimed, sending, sent, deferred, bounced, refused, given-up or unknown. */
    state: text('state').notNull(),
    /** The mail to send; null afterwards. */
    mail: jsonb('mail'),
    /** Ids of all papers that matched its selection then, shown or not; null when no longer needed. */
    considered: text('considered').array(),
    preparedAt: instant('prepared_at').notNull(),
    attempts: smallint('attempts').notNull(),
    nextTryAt: instant('next_try_at'),
    sentAt: instant('sent_at'),
    /** smtp or outbox. */
    via: text('via'),
    reason: text('reason'),
    /** The run that has claimed it, now or last. */
    runId: id('run_id').notNull(),
  },
  (table) => [
    unique('deliveries_once').on(table.subscriberId, table.kind, table.slot),
    index('deliveries_waiting')
      .on(table.preparedAt)
      .where(sql`state in ('prepared', 'claimed', 'sending', 'deferred')`),
  ],
)

/** Papers that a subscriber got: the key keeps a paper from being sent twice for the same reason. */
export const deliveredPapers = pgTable(
  'delivered_papers',
  {
    subscriberId: id('subscriber_id')
      .notNull()
      .references(() => subscribers.id, { onDelete: 'cascade' }),
    paperId: text('paper_id').notNull(),
    /** top, late or risen. */
    reason: text('reason').notNull(),
    messageId: text('message_id')
      .notNull()
      .references(() => deliveries.messageId, { onDelete: 'cascade' }),
    /** Votes that were shown. */
    upvotes: integer('upvotes'),
  },
  (table) => [
    primaryKey({ columns: [table.subscriberId, table.paperId, table.reason] }),
    index('delivered_papers_of_mail').on(table.messageId),
  ],
)

/** One row per worker: a process that runs queued jobs. */
export const workers = pgTable('workers', {
  id: id('id').primaryKey().generatedAlwaysAsIdentity(),
  host: text('host').notNull(),
  pid: integer('pid').notNull(),
  /** As in `runs`. */
  process: text('process').notNull(),
  version: text('version').notNull(),
  queues: text('queues').array().notNull(),
  concurrency: smallint('concurrency').notNull(),
  schedules: boolean('schedules').notNull(),
  since: instant('since').notNull(),
  seenAt: instant('seen_at').notNull(),
  aliveUntil: instant('alive_until').notNull(),
  /** Active jobs: queue, id, attempt, what, since. */
  active: jsonb('active').notNull(),
  jobsDone: integer('jobs_done').notNull(),
  endedAt: instant('ended_at'),
})

/** One row per scheduled run of a schedule: the key makes it run once, however many workers keep the schedule. */
export const scheduledRuns = pgTable(
  'scheduled_runs',
  {
    schedule: text('schedule').notNull(),
    dueAt: instant('due_at').notNull(),
    scheduledAt: instant('enqueued_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.schedule, table.dueAt] })],
)

/** Queues whose jobs no worker starts for now. */
export const pausedQueues = pgTable('paused_queues', {
  queue: text('queue').primaryKey(),
  since: instant('since').notNull(),
})
