import { z } from 'zod'
import { count, counts, day, exitCode, id, instant, listing, type Printed, text } from '../base/schema.ts'

/*
 * Results and plans of jobs.
 */

/** Results of mails. */
export const mailCounts = () =>
  z
    .strictObject({
      prepared: count('Mails prepared in this run.'),
      sent: count('Sent mails.'),
      deferred: count('Mails that the server deferred.'),
      refused: count('Mails that the server refused.'),
      unknown: count('Mails that the server may or may not have accepted.'),
      failure: text('Reason why the rest was not sent; null for none.').nullable(),
    })
    .describe('Mails, by result.')

/** Result of a run, with its counts. */
export const run = z.strictObject({
  run_id: id('Id of the run in the table runs.'),
  exit_code: exitCode(),
  captures: count('Responses stored or read.'),
  loaded: count("Lists and papers' own pages loaded."),
  empty: count('Lists without an entry.'),
  redirected: count('Dates without their own list.'),
  unreadable: count('Pages that changed and could not be read.'),
  changed: count('Lists of changed pages, read by their cards.'),
  drifted: count('Keys of the pages whose type changed on most entries.'),
  refused: count('Answers without a list: challenges, login and error pages.'),
  final: count('Final ones among them: papers that the site does not have, files without a list.'),
  vanished: count('Papers whose page the site no longer has.'),
  on_hold: count('Lists so unlike their last reading that they were not loaded.'),
  failed: count("Lists and papers' own pages that could not be fetched or loaded."),
  held: count("Lists and papers' own pages that another run leases."),
  left_failed: count("Days of a backfill's range still failed at its end."),
  left_changed: count("Days of a backfill's range whose page could still not be read at its end."),
  unreachable: count('Failed ones for which the site was unreachable.'),
  of_papers: z
    .strictObject({
      loaded: count('Of the loaded ones.'),
      failed: count('Of the failed ones.'),
      held: count('Of those that another run leases.'),
    })
    .describe("Papers' own pages among these; all others are lists."),
  first_failure: text('Reason of the first failure; null for none.').nullable(),
  entries: count('Entries of the loaded lists.'),
  quarantined: count('Entries that could not be read.'),
  as_before: z
    .strictObject({
      unreadable: count('Of the unreadable pages.'),
      changed: count('Of the changed pages.'),
      refused: count('Of the answers without a list.'),
      quarantined: count('Of the entries in quarantine.'),
      on_hold: count('Of the lists on hold.'),
    })
    .describe('Numbers of these that were in that state before the run: they do not change its exit code.'),
  forgotten: count('Responses of an archive that were skipped because they had been forgotten.'),
  passed_over: counts(
    'Records of archives that are not lists of the site, by reason: `other_host`, `request` ...',
  ),
  lines: count("Lines read from another collector's history."),
  rejected_lines: count('Invalid lines among them.'),
  mails: mailCounts(),
  rows: counts('Rows inserted or updated, by table.'),
})

export type RunDocument = Printed<typeof run>

/** Of `history import` and `history delete`. */
export const historyImport = z.strictObject({
  run_id: id('Id of the run in the table runs; null when a person declined.').nullable(),
  exit_code: exitCode(),
  source: text('Name of the other collector.'),
  lines: count('Lines read.'),
  rejected_lines: count('Invalid lines among them.'),
  conflicts: count('Counts on which two sources differ.'),
  rejections: z
    .array(
      z.strictObject({
        line: count('Line number in the file, from 1.'),
        reason: text('Problem with it.'),
      }),
    )
    .describe('The first few of the rejected lines.'),
  rows: counts('Rows inserted, updated or deleted, by table.'),
})

export type HistoryImport = Printed<typeof historyImport>

const why = () => text('Reason that it is due.')
const fetchedAt = () => instant('Last reading; null for never.').nullable()
const requests = () => count('Requests that it needs.')
const seconds = () => count('Seconds of waiting for the quota of the site before the last request.')

const plannedListing = () =>
  z.strictObject({ listing: listing('Listing that would be fetched.'), why: why(), fetched_at: fetchedAt() })

/** Of `nightly --dry-run`. */
export const nightPlan = z.strictObject({
  lists: z.array(plannedListing()).describe('Lists that would be fetched, in order.'),
  requests: requests(),
  waiting: count('Due lists that wait for the next run.'),
  papers: z.array(plannedListing()).describe("Papers' own pages that would be fetched."),
  papers_waiting: count('Due pages that wait for the next run.'),
})

export type NightPlan = Printed<typeof nightPlan>

/** Of `backfill --dry-run`. */
export const backfillPlan = z.strictObject({
  days: z
    .array(z.strictObject({ day: day('The day.'), why: why(), fetched_at: fetchedAt() }))
    .describe('Days that would be fetched, in order.'),
  requests: requests(),
  seconds: seconds(),
})

export type BackfillPlan = Printed<typeof backfillPlan>

/** Of `fetch papers --dry-run`. */
export const pagesPlan = z.strictObject({
  papers: z
    .array(z.strictObject({ paper_id: text('The paper.'), why: why(), fetched_at: fetchedAt() }))
    .describe('Papers whose own pages would be fetched, in order.'),
  requests: requests(),
  seconds: seconds(),
})

export type PagesPlan = Printed<typeof pagesPlan>

const row = (about: string) =>
  z.record(z.string(), z.unknown()).nullable().describe(`${about} Columns by name; null for no row.`)

/** Of `replay --dry-run`. */
export const replayPlan = z.strictObject({
  captures: count('Captures read again.'),
  changes: z
    .array(
      z.strictObject({
        table: text('The table.'),
        key: text("The row's key: the values of its key columns, separated by spaces."),
        change: z.enum(['added', 'changed', 'gone']).describe('Change of the row.'),
        before: row('Differing columns before; the whole row when it would be deleted.'),
        after: row('Differing columns after; the whole row when it would be added.'),
      }),
    )
    .describe('Rows that would change.'),
})

export type ReplayPlan = Printed<typeof replayPlan>
