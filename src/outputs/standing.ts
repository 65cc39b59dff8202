import { z } from 'zod'
import { LISTING_KINDS } from '../model/listing.ts'
import { count, day, flag, id, instant, listing, number, type Printed, text } from '../base/schema.ts'

/*
 * Status of the warehouse.
 */

const kind = () => z.enum(LISTING_KINDS).describe('Kind of the listing.')
const flags = () => z.array(z.string()).nullable().describe('Flags of its last reading; null for none.')

const listingRow = () =>
  z.strictObject({
    listing: listing('Name as typed.'),
    kind: kind(),
    key: text('Key after the kind: a date, an ISO week, a month, words, or the id of a paper.'),
    state: text('State in the ledger, such as complete, open, empty, redirected, pending, failed, drift.'),
    reason: text('Reason for this state; null when it needs none.').nullable(),
    attempts: count('Attempts since its last reading.'),
    expected: count('Number of entries stated by its page; null when not stated.').nullable(),
    loaded: count('Loaded entries; null before the first reading.').nullable(),
    fetched_at: instant('Last reading; null for never.').nullable(),
    next_retry_at: instant('Next retry after a failure; null when not automatic.').nullable(),
    next_due_at: instant('Next planned reading; null for none.').nullable(),
    flags: flags(),
    flagged_since: instant('Start of its readings being on hold; null when they are not.').nullable(),
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
      .describe('Result of the last attempt, whatever its state; null before the first one.'),
    run_id: id('Last run that touched it; null for none.').nullable(),
  })

/** Of `status`. */
export const status = z.strictObject({
  checked_at: instant('Time of the check, by the configured clock.'),
  totals: z
    .strictObject({
      days: count('Days with papers.'),
      lists: count('Loaded lists of every kind.'),
      paper_pages: count('Loaded pages of papers.'),
      papers: count('Papers.'),
      appearances: count('Papers on listings.'),
      snapshots: count('Votes, comments and stars of a paper at an instant.'),
    })
    .describe('Totals in the warehouse.'),
  last_success_at: instant('End of the last complete nightly run; null for none.').nullable(),
  failed: z
    .array(listingRow())
    .describe('Listings in the states failed and drift: days first, newest first.'),
  on_hold: z.array(listingRow()).describe('Listings whose last reading was on hold.'),
  stale: z
    .array(listingRow())
    .describe('Loaded lists whose last attempt brought no list: they stay as they were.'),
  listings: z.array(listingRow()).describe('The newest listings of each kind.'),
  states: z
    .array(
      z.strictObject({
        kind: kind(),
        state: text('The state in the ledger.'),
        count: count('Listings of this kind in this state.'),
      }),
    )
    .describe('Numbers of listings by kind and state.'),
  calendar: z
    .array(
      z.strictObject({
        day: day('The day.'),
        state: text('State in the view coverage; missing when it was never requested.'),
        flags: flags(),
      }),
    )
    .describe(
      'Every day from the first known one to yesterday, and today once it was requested; oldest first.',
    ),
  runs: z
    .array(
      z.strictObject({
        id: id('Id of the run in the table runs.'),
        job: text('Name of the job, such as nightly.'),
        started_at: instant('Start of the run.'),
        ended_at: instant('End of the run; null while it runs.').nullable(),
        seconds: number('Duration; null while it runs.').nullable(),
        outcome: text('done, partial, failed, interrupted or lost; null while it runs.').nullable(),
        error: text('Reason why it is not done; null when it is.').nullable(),
      }),
    )
    .describe('Last runs, newest first.'),
  holders: z
    .array(
      z.strictObject({
        run_id: id('The run.'),
        job: text('Its job.'),
        host: text('The machine.'),
        pid: count('Process id on that machine.'),
        started_at: instant('Start of the run.'),
        alive: flag('False without a heartbeat: the next run takes over its listings.'),
        listings: z.array(listing('A listing.')).describe('Its leased listings.'),
      }),
    )
    .describe('Runs that lease listings.'),
  due: z
    .array(
      z.strictObject({
        day: day('The day.'),
        why: text('Reason that it is due.'),
        fetched_at: instant('Last reading; null for never.').nullable(),
      }),
    )
    .describe('Days that the next nightly run fetches.'),
  waiting: z
    .strictObject({
      count: count('Number of waiting listings.'),
      paper_pages: count("Papers' own pages among them."),
      first_page_at: instant('Time of the first of these pages; null for none.').nullable(),
      next: z.array(listingRow()).describe('Lists first, in order of time.'),
    })
    .describe('Listings whose next retry or reading is in the future.'),
  quarantined: count('Entries in quarantine.'),
  unloaded: count('Stored responses that are not loaded, and not leased by a running run.'),
  drifted: count("Differences in the pages' shape that persist."),
  clock_skew: text(
    'Difference between the clocks of this machine and of the server; null when they agree.',
  ).nullable(),
})

export type StatusDocument = Printed<typeof status>

/** Of `status --check`. */
export const statusCheck = z.strictObject({
  ok: flag('True when all is well: then the exit code is 0, otherwise 75.'),
  message: text('One line: that all is well, or every problem with the command to type.'),
  last_success_at: instant('End of the last complete nightly run; null for none.').nullable(),
  failed: z.array(listing('A listing.')).describe('Listings in the states failed and drift.'),
  stale: z.array(listing('A listing.')).describe('Loaded lists whose last attempt brought no list.'),
})

export type StatusCheckDocument = Printed<typeof statusCheck>

/** Of `quarantine list`. */
export const quarantine = z
  .array(
    z.strictObject({
      listing: listing('Listing with the entry.'),
      position: count('Position on the page, from 1.'),
      path: text('Path in the entry, such as paper.upvotes.'),
      reason: text('Problem there.'),
      value: z.unknown().describe('Value there, as JSON; null for none.'),
      observed_at: instant('Capture time of the page.'),
      capture_id: id('The capture.'),
    }),
  )
  .describe('Rejected entries that no retry has loaded yet, oldest first.')

export type QuarantineDocument = Printed<typeof quarantine>
