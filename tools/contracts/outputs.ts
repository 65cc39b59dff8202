import { z } from 'zod'
import { LISTING_KINDS } from '../../src/model/listing.ts'
import { count, day, exitCode, id, instant, listing, mails, queueCount, queueName, rows } from './parts.ts'

/*
 * What commands print with `--json`, by the command as it is typed. They are strict: a key that is not here fails the
 * test of contracts, and so it is not printed by accident.
 */

const run = z
  .strictObject({
    run_id: id(),
    exit_code: exitCode(),
    captures: count('responses stored'),
    loaded: count('lists loaded'),
    empty: count('lists without an entry'),
    redirected: count('dates without a list of their own'),
    unreadable: count('pages changed beyond reading'),
    changed: count('pages changed, and read by their cards'),
    drifted: count('keys of the pages that changed their type, never recorded before'),
    refused: count('answers that hold no list: challenges, login and error pages'),
    vanished: count('papers of which the site has no page any more'),
    held_back: count('lists so unlike their last reading that they wait to be believed'),
    failed: count('lists that could not be fetched'),
    held: count('lists that another run holds'),
    left_failed: count('days of the range of a backfill that are still failed at its end'),
    left_changed: count('days of the range of a backfill that can not be read at its end'),
    unreachable: count('of the failed ones: those that found no site at all'),
    first_failure: z.string().nullable().describe('why the first of the failed ones failed'),
    entries: count('entries of the lists loaded'),
    quarantined: count('entries in quarantine'),
    as_before: z
      .strictObject({
        unreadable: count('pages'),
        changed: count('pages'),
        refused: count('answers'),
        quarantined: count('entries'),
        held_back: count('lists'),
      })
      .describe('of these, how many were so before the run; they do not change its exit code'),
    forgotten: count('responses of an archive that were passed over, since they had been forgotten'),
    lines: count("lines of another collector's history"),
    rejected_lines: count('of these, those that made no sense'),
    mails: mails(),
    rows: rows(),
  })
  .meta({ id: 'Run', description: 'how a run went' })

const handedOut = z
  .strictObject({
    batch: z.string().describe('names all lots that were handed out together'),
    queue: queueName(),
    lots: count('lots'),
    size: count('listings or captures in them'),
    done: count('with --wait: listings or captures that are done').optional(),
    left: count('with --wait: still in the queue').optional(),
    dead: count('with --wait: failed for good').optional(),
    counts: z.record(z.string(), z.int()).describe('with --wait: counts of the runs, summed').optional(),
    exit_code: exitCode().optional(),
  })
  .meta({ id: 'HandedOut', description: 'with --queue: what workers will do' })

const due = z.strictObject({
  listing: listing(),
  why: z.string(),
  fetched_at: instant().nullable(),
})

const seconds = () => z.number().min(0).describe("seconds that all requests take at the site's quota")

const paper = z.strictObject({
  place: z.int().min(1).describe('place in the selection'),
  paper_id: z.string().describe("arXiv id, or the site's own"),
  day: day().nullable().describe('the first day of the period on whose list it stands'),
  rank: z.int().nullable().describe("place on that day's list"),
  title: z.string(),
  abstract: z.string().nullable(),
  authors: z.array(z.string()).nullable().describe('names in their order; null while they are not known'),
  organization: z.string().nullable().describe('handle'),
  organization_name: z.string().nullable(),
  submitted_by: z.string().nullable().describe('handle'),
  submitted_at: instant().nullable(),
  published_at: instant().nullable(),
  upvotes: z.int().nullable(),
  comments: z.int().nullable(),
  stars: z.int().nullable(),
  repository: z.string().nullable(),
  repository_name: z.string().nullable(),
  project_page: z.string().nullable(),
  keywords: z.array(z.string()).nullable(),
  ai_summary: z.string().nullable(),
  momentum: z.number().nullable().describe('votes per hour with decay; null unless it is the order'),
  gained: z.int().nullable().describe('votes won in the 72 hours before; null unless momentum is the order'),
})

const ledgerRow = z.strictObject({
  listing: listing(),
  kind: z.enum(LISTING_KINDS),
  key: z.string(),
  state: z.string().describe('see the glossary'),
  reason: z.string().nullable(),
  attempts: count('tries that failed in a row'),
  expected: z.int().nullable().describe('entries that the list says it has'),
  loaded: z.int().nullable().describe('entries'),
  fetched_at: instant().nullable(),
  next_retry_at: instant().nullable(),
  next_due_at: instant().nullable(),
  flags: z.array(z.string()).nullable(),
  flagged_since: instant().nullable(),
})

const status = z.strictObject({
  checked_at: instant(),
  totals: z.strictObject({
    days: count('days with a list'),
    papers: count('papers'),
    appearances: count('papers on lists'),
    snapshots: count('counts of votes, comments and stars'),
  }),
  last_success_at: instant().nullable().describe('end of the newest nightly run that was done in full'),
  failed: z.array(ledgerRow),
  held_back: z.array(ledgerRow),
  listings: z.array(ledgerRow).describe('the newest of each kind'),
  states: z.array(
    z.strictObject({ kind: z.enum(LISTING_KINDS), state: z.string(), count: count('listings') }),
  ),
  calendar: z.array(z.strictObject({ day: day(), state: z.string(), flags: z.array(z.string()).nullable() })),
  runs: z.array(
    z.strictObject({
      id: id(),
      job: z.string(),
      started_at: instant(),
      ended_at: instant().nullable(),
      seconds: z.number().nullable(),
      outcome: z.string().nullable(),
      error: z.string().nullable(),
    }),
  ),
  holders: z.array(
    z.strictObject({
      run_id: id(),
      job: z.string(),
      host: z.string(),
      pid: z.int(),
      started_at: instant(),
      alive: z.boolean(),
      listings: z.array(listing()),
    }),
  ),
  workers: z.array(
    z.strictObject({
      id: id(),
      host: z.string(),
      pid: z.int(),
      since: instant(),
      seen_at: instant(),
      alive: z.boolean(),
      queues: z.array(queueName()),
      schedules: z.boolean(),
      in_hand: z.array(
        z.strictObject({
          queue: queueName(),
          id: z.string(),
          attempt: z.int(),
          what: z.string(),
          since: z.string(),
        }),
      ),
      lots_done: count('lots'),
    }),
  ),
  queues: z.array(queueCount()),
  due: z.array(z.strictObject({ day: day(), why: z.string(), fetched_at: instant().nullable() })),
  waiting: z.strictObject({ count: count('listings'), next: z.array(ledgerRow) }),
  quarantined: count('entries'),
  drifted: count('keys'),
  clock_skew: z.string().nullable().describe("how this machine's clock differs from the database's"),
})

const statusCheck = z.strictObject({
  ok: z.boolean(),
  message: z.string(),
  last_success_at: instant().nullable(),
  failed: z.array(listing()),
})

const capture = z.strictObject({
  listing: listing(),
  id: id(),
  form: z.string(),
  fetched_at: instant(),
  fetched_with: z.string(),
  status: z.int(),
  bytes: count('bytes of the body'),
  way: z.string().nullable().describe('how it was read'),
  era: z.string().nullable().describe('the generation of pages that it was read as'),
  loaded: z.boolean(),
  url: z.string(),
  final_url: z.string(),
  headers: z.record(z.string(), z.string()),
  sha256: z.string().regex(/^[\da-f]{64}$/),
  run_id: id(),
})

const change = z.strictObject({
  table: z.string(),
  key: z.string(),
  change: z.enum(['added', 'changed', 'gone']),
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
})

const migrations = z.array(z.string()).describe('names of migrations')
const answer = z.strictObject({ answer: z.enum(['done', 'done-before']) })
const moved = z.strictObject({ address: z.string(), state: z.string() })
const said = z.strictObject({ queue: queueName(), said: z.string().describe('what was done, in a sentence') })

/** What each command prints with `--json` when it does what it was asked for. */
export const OUTPUTS: Readonly<Record<string, z.ZodType>> = {
  nightly: z.union([
    run,
    z
      .strictObject({
        lists: z.array(due),
        requests: count('requests for lists'),
        waiting: count('lists that are due and wait for the next run'),
        papers: z.array(due).describe("papers' own pages"),
        papers_waiting: count("papers' own pages that wait"),
      })
      .describe('with --dry-run'),
  ]),
  backfill: z.union([
    run,
    handedOut,
    z
      .strictObject({
        days: z.array(z.strictObject({ day: day(), why: z.string(), fetched_at: instant().nullable() })),
        requests: count('requests'),
        seconds: seconds(),
      })
      .describe('with --dry-run'),
  ]),
  fetch: run,
  import: z.union([
    run,
    handedOut,
    z
      .strictObject({
        run_id: id(),
        exit_code: exitCode(),
        source: z.string().describe('name of the other collector'),
        lines: count('lines read'),
        rejected_lines: count('lines that made no sense'),
        conflicts: count('counts that differ between sources'),
        rejections: z.array(z.strictObject({ line: z.int(), reason: z.string() })),
        rows: rows(),
      })
      .describe('with --history or --forget-history'),
  ]),
  replay: z.union([
    run,
    handedOut,
    z
      .strictObject({ captures: count('captures read again'), changes: z.array(change) })
      .describe('with --dry-run'),
  ]),
  papers: z.union([
    run,
    handedOut,
    z.strictObject({
      selection: z.string(),
      description: z.string(),
      period: z.strictObject({ kind: z.string(), key: z.string() }),
      coverage: z.strictObject({
        open: z.array(day()).describe('days whose lists may still grow'),
        gaps: z.array(z.strictObject({ day: day(), reason: z.string() })),
        whole: z.boolean(),
      }),
      papers: z.array(paper),
    }),
    z
      .strictObject({
        papers: z.array(
          z.strictObject({ paper_id: z.string(), why: z.string(), fetched_at: instant().nullable() }),
        ),
        requests: count('requests'),
        seconds: seconds(),
      })
      .describe('with --dry-run'),
  ]),
  status: z.union([status, statusCheck.describe('with --check')]),
  'quarantine list': z.array(
    z.strictObject({
      listing: listing(),
      position: z.int().min(1),
      path: z.string(),
      reason: z.string(),
      value: z.unknown(),
      observed_at: instant(),
      capture_id: id(),
    }),
  ),
  'quarantine retry': run,
  'captures list': z.array(capture),
  'captures show': capture,
  'captures forget': z.strictObject({
    run_id: id().nullable(),
    exit_code: exitCode(),
    held: count('captures of listings that another run holds'),
    forgotten: z.array(id()),
  }),
  'captures move': z.strictObject({
    to: z.string(),
    moved: count('bodies'),
    bytes: count('bytes'),
    left: z.array(z.string()).describe('why bodies were left where they are'),
    waiting: count('bodies that are still elsewhere'),
    exit_code: exitCode(),
  }),
  'queue list': z.strictObject({
    queues: z.array(queueCount()),
    dead: z.array(
      z.strictObject({
        queue: queueName(),
        tries: count('tries'),
        reason: z.string().nullable(),
        died_at: instant(),
        lot: z.record(z.string(), z.unknown()),
      }),
    ),
  }),
  'queue pause': said,
  'queue resume': said,
  'queue retry': said,
  'queue drop': said,
  worker: z.strictObject({ lots: count('lots worked off') }),
  config: z.strictObject({
    settings: z.array(
      z.strictObject({
        name: z.string(),
        value: z.union([z.string(), z.array(z.string())]).nullable(),
        source: z.string(),
        env: z.string(),
        about: z.string(),
      }),
    ),
    problems: z.array(z.string()),
  }),
  completions: z.strictObject({ shell: z.enum(['bash', 'zsh', 'fish']), script: z.string() }),
  doctor: z.strictObject({
    ok: z.boolean(),
    exit_code: exitCode(),
    checks: z.array(
      z.strictObject({
        check: z.string(),
        state: z.enum(['ok', 'warning', 'fails']),
        found: z.string(),
        next: z.string().nullable().describe('what to type or to correct'),
      }),
    ),
  }),
  sql: z
    .array(z.record(z.string(), z.unknown()))
    .describe('bigint and numeric are strings, instants ISO 8601 in UTC with milliseconds, json is JSON'),
  feed: z.union([
    z.looseObject({
      version: z.literal('https://jsonfeed.org/version/1.1'),
      items: z.array(z.looseObject({})),
    }),
    z
      .strictObject({
        file: z.string(),
        format: z.string(),
        selection: z.string(),
        entries: count('papers'),
        written: z.boolean().describe('false when nothing was new'),
      })
      .describe('with --out'),
  ]),
  export: z.strictObject({ file: z.string(), captures: count('responses') }),
  'dataset write': z.strictObject({
    folder: z.string(),
    files: count('files'),
    changed: count('of these, those that are new or changed'),
    bytes: count('bytes'),
    rows: z.record(z.string(), z.int()).describe('rows by table'),
  }),
  'site serve': z.strictObject({ url: z.string() }),
  'site build': z.strictObject({
    folder: z.string(),
    pages: count('pages that the site has'),
    made: count('pages that were made anew'),
    written: count('files written'),
    removed: count('pages taken away'),
  }),
  'db migrate': z.union([
    z.strictObject({ location: z.string(), applied: migrations, total: count('migrations') }),
    z.strictObject({ location: z.string(), missing: migrations }).describe('with --dry-run'),
  ]),
  'db reader': z.strictObject({ role: z.string() }),
  'db thin': z.strictObject({
    captures: count('responses taken out'),
    bodies: count('bodies taken out of the table'),
    bytes: count('their bytes'),
    removed: count('bodies removed from a folder or bucket'),
  }),
  'db dump': z.strictObject({ path: z.string() }),
  'db restore': z.strictObject({
    dump: z.string(),
    made_at: instant(),
    replaced: z.string().nullable().describe('where that is put that was there before'),
  }),
  'db serve': z.strictObject({ url: z.string(), password_file: z.string() }),
  'digest preview': z.strictObject({ subject: z.string(), text: z.string(), html: z.string() }),
  'digest send': z.union([
    z.strictObject({ run_id: id(), exit_code: exitCode(), mails: mails() }),
    z
      .strictObject({
        mails: z.array(
          z.strictObject({
            address: z.string(),
            first_day: day(),
            last_day: day(),
            papers: count('papers'),
            subject: z.string(),
          }),
        ),
      })
      .describe('with --dry-run'),
  ]),
  subscribe: z.union([
    z.strictObject({ address: z.string(), mails: mails() }),
    moved.describe('with --confirmed'),
  ]),
  'subscribers list': z.array(
    z.strictObject({
      address: z.string(),
      state: z.string(),
      rhythm: z.string(),
      hour: z.int().min(0).max(23),
      zone: z.string(),
      language: z.string(),
      selection: z.string(),
      last_sent: instant().nullable(),
      waiting: count('mails'),
      unknown: count('mails of which nobody knows whether they were taken'),
    }),
  ),
  'subscribers confirm': answer,
  'subscribers unsubscribe': answer,
  'subscribers pause': moved,
  'subscribers resume': moved,
  'subscribers bounced': z.strictObject({ noted: z.literal(true) }),
  'subscribers remove': z.strictObject({ address: z.string(), removed: z.literal(true) }),
}

/** Commands that print no JSON, with the reason. */
export const WITHOUT_JSON: Readonly<Record<string, string>> = {
  demo: 'it is for reading: with --json it refuses, as an error',
  mcp: 'it speaks the Model Context Protocol',
}
