import { z } from 'zod'
import { count, counts, day, exitCode, id, instant, listing, type Printed, text } from '../base/schema.ts'

/*
 * How jobs ended, what was enqueued, and what a job would do.
 */

/** What came of mails. */
export const mailCounts = () =>
  z
    .strictObject({
      prepared: count('Mails that were fixed in this run.'),
      sent: count('Mails that were sent.'),
      deferred: count('Mails that the server put off.'),
      refused: count('Mails that the server refused.'),
      unknown: count('Mails of which nobody knows whether they were taken.'),
      failure: text('Why the rest was not sent; null for no reason.').nullable(),
    })
    .describe('Mails, by what came of them.')

/** How a run of a job ended, with its counts. */
export const run = z.strictObject({
  run_id: id('Its number in the table runs.'),
  exit_code: exitCode(),
  captures: count('Responses stored or read.'),
  loaded: count("Lists and papers' own pages loaded."),
  empty: count('Lists without an entry.'),
  redirected: count('Dates without a list of their own.'),
  unreadable: count('Pages that changed beyond reading.'),
  changed: count('Lists of changed pages, read by their cards.'),
  drifted: count('Keys of the pages that changed their type on most entries.'),
  refused: count('Answers without a list: challenges, login and error pages.'),
  final: count('Of these, those that stay so: papers that the site does not have, files that hold no list.'),
  vanished: count('Papers of which the site has no page any more.'),
  on_hold: count('Lists so unlike their last reading that they were not loaded.'),
  failed: count("Lists and papers' own pages that could not be fetched or loaded."),
  held: count("Lists and papers' own pages that another run holds."),
  left_failed: count("Days of a backfill's range that are still failed at its end."),
  left_changed: count("Days of a backfill's range whose page is still changed at its end."),
  unreachable: count('Of the failed ones: those that found no site at all.'),
  of_papers: z
    .strictObject({
      loaded: count('Of the loaded ones.'),
      failed: count('Of the failed ones.'),
      held: count('Of those that another run holds.'),
    })
    .describe("How many of these are papers' own pages; all others are lists."),
  first_failure: text('Why the first of the failed ones failed; null when none did.').nullable(),
  entries: count('Entries of the lists that were loaded.'),
  quarantined: count('Entries that could not be read.'),
  as_before: z
    .strictObject({
      unreadable: count('Of the unreadable pages.'),
      changed: count('Of the changed pages.'),
      refused: count('Of the answers without a list.'),
      quarantined: count('Of the entries in quarantine.'),
      on_hold: count('Of the lists on hold.'),
    })
    .describe('How many of these were so before the run: they do not change its exit code.'),
  forgotten: count('Responses of an archive that were passed over, since they had been forgotten.'),
  passed_over: counts(
    'Records of archives that are no lists of the site, by reason: `other_host`, `request` ...',
  ),
  lines: count("Lines of another collector's history that were read."),
  rejected_lines: count('Of these, lines that made no sense.'),
  mails: mailCounts(),
  rows: counts('Rows inserted or updated, by table.'),
})

export type RunDocument = Printed<typeof run>

/** Of `history import` and `history delete`. */
export const historyImport = z.strictObject({
  run_id: id('Its number in the table runs; null when a person said no.').nullable(),
  exit_code: exitCode(),
  source: text('The other collector.'),
  lines: count('Lines read.'),
  rejected_lines: count('Of these, lines that made no sense.'),
  conflicts: count('Counts of which two sources say different things.'),
  rejections: z
    .array(
      z.strictObject({
        line: count('Its number in the file, from 1.'),
        reason: text('What is wrong with it.'),
      }),
    )
    .describe('The first few of the rejected lines.'),
  rows: counts('Rows inserted, updated or taken out, by table.'),
})

export type HistoryImport = Printed<typeof historyImport>

const why = () => text('Why it is due.')
const fetchedAt = () => instant('When it was read last; null for never.').nullable()
const requests = () => count('Requests that it takes.')
const seconds = () => count('Seconds to wait at the quota of the site before the last request.')

const plannedListing = () =>
  z.strictObject({ listing: listing('What would be fetched.'), why: why(), fetched_at: fetchedAt() })

/** Of `nightly --dry-run`. */
export const nightPlan = z.strictObject({
  lists: z.array(plannedListing()).describe('Lists that would be fetched, in their order.'),
  requests: requests(),
  waiting: count('Lists that are due and wait for the next run.'),
  papers: z.array(plannedListing()).describe("Papers' own pages that would be fetched."),
  papers_waiting: count('Pages that are due and wait for the next run.'),
})

export type NightPlan = Printed<typeof nightPlan>

/** Of `backfill --dry-run`. */
export const backfillPlan = z.strictObject({
  days: z
    .array(z.strictObject({ day: day('The day.'), why: why(), fetched_at: fetchedAt() }))
    .describe('Days that would be fetched, in their order.'),
  requests: requests(),
  seconds: seconds(),
})

export type BackfillPlan = Printed<typeof backfillPlan>

/** Of `fetch papers --dry-run`. */
export const pagesPlan = z.strictObject({
  papers: z
    .array(z.strictObject({ paper_id: text('The paper.'), why: why(), fetched_at: fetchedAt() }))
    .describe('Papers whose own pages would be fetched, in their order.'),
  requests: requests(),
  seconds: seconds(),
})

export type PagesPlan = Printed<typeof pagesPlan>

const row = (about: string) =>
  z.record(z.string(), z.unknown()).nullable().describe(`${about} Columns by their names; null for no row.`)

/** Of `replay --dry-run`. */
export const replayPlan = z.strictObject({
  captures: count('Captures read again.'),
  changes: z
    .array(
      z.strictObject({
        table: text('The table.'),
        key: text("The row's key: the values of its key columns, with blanks between."),
        change: z.enum(['added', 'changed', 'gone']).describe('What would come of the row.'),
        before: row('What differs, as it is; the whole row when it would go.'),
        after: row('What differs, as it would be; the whole row when it would come.'),
      }),
    )
    .describe('Rows that would change.'),
})

export type ReplayPlan = Printed<typeof replayPlan>
