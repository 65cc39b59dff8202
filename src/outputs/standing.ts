import { z } from 'zod'
import { LISTING_KINDS } from '../model/listing.ts'
import { count, day, flag, id, instant, listing, number, type Printed, text } from '../base/schema.ts'

/*
 * How the warehouse stands.
 */

const kind = () => z.enum(LISTING_KINDS).describe('What the listing is of.')
const flags = () =>
  z.array(z.string()).nullable().describe('What is odd about its last reading; null for nothing.')

const listingRow = () =>
  z.strictObject({
    listing: listing('As it is typed.'),
    kind: kind(),
    key: text('What follows the kind: a date, an ISO week, a month, words, or the id of a paper.'),
    state: text(
      'Its state in the ledger, such as complete, open, empty, redirected, pending, failed, drift.',
    ),
    reason: text('Why it is in this state; null where that needs no words.').nullable(),
    attempts: count('Tries since it was read last.'),
    expected: count('Entries that its page told of; null when it told nothing.').nullable(),
    loaded: count('Entries that are loaded; null before the first reading.').nullable(),
    fetched_at: instant('When it was read last; null for never.').nullable(),
    next_retry_at: instant('When it is tried again after a failure; null for not by itself.').nullable(),
    next_due_at: instant('When it is read again; null for never.').nullable(),
    flags: flags(),
    flagged_since: instant('Since when its readings are on hold; null for not.').nullable(),
    last_answer: z
      .enum([
        'listing',
        'text',
        'on-hold',
        'redirected',
        'refused',
        'not-found',
        'not-yet',
        'unreadable',
        'none',
      ])
      .nullable()
      .describe('What the last try brought, whatever its state; null before the first one.'),
    run_id: id('The run that touched it last; null for none.').nullable(),
  })

/** Of `status`. */
export const status = z.strictObject({
  checked_at: instant('By the clock in force.'),
  totals: z
    .strictObject({
      days: count('Days with papers.'),
      lists: count('Lists of every kind that are loaded.'),
      paper_pages: count("Papers' own pages that are loaded."),
      papers: count('Papers.'),
      appearances: count('Papers on listings.'),
      snapshots: count('Votes, comments and stars of a paper at an instant.'),
    })
    .describe('What there is.'),
  last_success_at: instant(
    'When the newest nightly run that was done in full ended; null for none.',
  ).nullable(),
  failed: z
    .array(listingRow())
    .describe('Listings in the states failed and drift: days first, the newest first.'),
  on_hold: z.array(listingRow()).describe('Listings whose last reading was on hold.'),
  stale: z
    .array(listingRow())
    .describe('Loaded lists that stay as they were read before: their last try brought none.'),
  listings: z.array(listingRow()).describe('The newest listings of each kind.'),
  states: z
    .array(
      z.strictObject({
        kind: kind(),
        state: text('The state in the ledger.'),
        count: count('Listings of this kind in this state.'),
      }),
    )
    .describe('How many listings of each kind stand in each state.'),
  calendar: z
    .array(
      z.strictObject({
        day: day('The day.'),
        state: text('Its state in the view coverage; missing when it was never asked for.'),
        flags: flags(),
      }),
    )
    .describe(
      'Every day from the first known one to yesterday, and today once it was asked for; oldest first.',
    ),
  runs: z
    .array(
      z.strictObject({
        id: id('Its number in the table runs.'),
        job: text('What ran, such as nightly.'),
        started_at: instant('When it began.'),
        ended_at: instant('When it ended; null for not yet.').nullable(),
        seconds: number('How long it took; null while it runs.').nullable(),
        outcome: text('done, partial, failed, interrupted or lost; null while it runs.').nullable(),
        error: text('Why it is not done; null when it is.').nullable(),
      }),
    )
    .describe('The last runs, the newest first.'),
  holders: z
    .array(
      z.strictObject({
        run_id: id('The run.'),
        job: text('Its job.'),
        host: text('The machine.'),
        pid: count('The process on that machine.'),
        started_at: instant('When it began.'),
        alive: flag('False when it is silent: the next run takes its listings over.'),
        listings: z.array(listing('A listing.')).describe('What it has taken on.'),
      }),
    )
    .describe('Runs that have taken on listings.'),
  due: z
    .array(
      z.strictObject({
        day: day('The day.'),
        why: text('Why it is due.'),
        fetched_at: instant('When it was read last; null for never.').nullable(),
      }),
    )
    .describe('Days that the next nightly run fetches.'),
  waiting: z
    .strictObject({
      count: count('How many wait.'),
      paper_pages: count("How many of them are papers' own pages."),
      first_page_at: instant('When the first of these pages is next; null for none.').nullable(),
      next: z.array(listingRow()).describe('Lists first, the next ones first.'),
    })
    .describe('Listings whose next try or next reading lies in the future.'),
  quarantined: count('Entries in quarantine.'),
  unloaded: count("Stored responses that were not loaded, and are in no living run's hands."),
  drifted: count("Differences in the pages' shape that last."),
  clock_skew: text(
    'How the clocks of this machine and of the server differ; null where they agree.',
  ).nullable(),
})

export type StatusDocument = Printed<typeof status>

/** Of `status --check`. */
export const statusCheck = z.strictObject({
  ok: flag('True when all is well: then the exit code is 0, else 75.'),
  message: text('One line: that all is well, or all that is not, and what to type.'),
  last_success_at: instant(
    'When the newest nightly run that was done in full ended; null for none.',
  ).nullable(),
  failed: z.array(listing('A listing.')).describe('Listings in the states failed and drift.'),
  stale: z.array(listing('A listing.')).describe('Loaded lists whose last try brought none.'),
})

export type StatusCheckDocument = Printed<typeof statusCheck>

/** Of `quarantine list`. */
export const quarantine = z
  .array(
    z.strictObject({
      listing: listing('Where the entry stood.'),
      position: count('Its place on the page, from 1.'),
      path: text('Where in the entry, such as paper.upvotes.'),
      reason: text('What is wrong there.'),
      value: z.unknown().describe('What stood there, as JSON; null where nothing did.'),
      observed_at: instant('When the page was captured.'),
      capture_id: id('The capture.'),
    }),
  )
  .describe('Rejected entries that no retry has loaded yet, oldest first.')

export type QuarantineDocument = Printed<typeof quarantine>
