import { z } from '@hono/zod-openapi'
import { dayFrom } from '../../../model/day.ts'
import { paperHistory, selectedPaper, trust } from '../../../outputs/papers.ts'
import { selectionPairs } from '../../../query/selection.ts'

/*
 * What the API takes and gives. Names are those of the views, instants ISO 8601 in UTC, days dates. Missing is null.
 */

const day = z.iso.date()
const instant = z.iso.datetime()
const count = z.int()

export const problemSchema = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('what was got, and what was expected'),
    instance: z.string(),
  })
  .openapi('Problem')

// Made anew, since only what zod makes once this library is loaded has `openapi`.
export const selectedPaperSchema = z.strictObject(selectedPaper.shape).openapi('SelectedPaper')

export const trustSchema = z.strictObject(trust.shape).openapi('Trust')

export const periodSchema = z
  .strictObject({
    kind: z.enum(['day', 'week', 'month', 'range', 'all']),
    key: z.string(),
    first_day: day.nullable(),
    last_day: day.nullable(),
  })
  .openapi('Period')

export const papersSchema = z
  .strictObject({
    selection: z.string().describe('what is shown, as it is typed; empty for the newest day'),
    period: periodSchema,
    trust: z.union([trustSchema, z.null()]).describe('null for a list of the past, which stays'),
    total: count.describe('papers of all pages together, each once'),
    papers: z.array(selectedPaperSchema),
    hints: z
      .array(z.string())
      .describe('where there are no papers: names and words that are not known, and the nearest that are'),
    next_cursor: z.string().nullable().describe('for the next page; null on the last one'),
  })
  .openapi('Papers')

export const paperSchema = z.strictObject(paperHistory.shape).openapi('Paper')

export const coverageDaySchema = z
  .strictObject({
    day,
    state: z
      .string()
      .describe('pending, open, complete, empty, redirected, failed, drift; missing when never read'),
    reason: z.string().nullable(),
    expected: count.nullable(),
    loaded: count.nullable(),
    attempts: count,
    fetched_at: instant.nullable(),
    next_due_at: instant.nullable(),
    flags: z.array(z.string()).nullable(),
  })
  .openapi('CoverageDay')

export const daySchema = z
  .strictObject({
    coverage: coverageDaySchema,
    trust: z.union([trustSchema, z.null()]).describe('null for a list of the past, which stays'),
    papers: z.array(selectedPaperSchema),
  })
  .openapi('Day')

export const coverageSchema = z
  .strictObject({
    first_day: day.nullable().describe('first known day'),
    newest_day: day.nullable().describe('newest day with papers'),
    last_success_at: instant.nullable().describe('when a nightly run was last done in full'),
    gaps: count.describe(
      'days from the first known one to yesterday that are not known to be complete, those never read among them',
    ),
    total: count.describe('days of all pages together'),
    days: z.array(coverageDaySchema),
    next_cursor: z.string().nullable().describe('for the next page; null on the last one'),
  })
  .openapi('Coverage')

/** To see that a text is a day, whatever today is. */
const SOME_DAY = '2026-06-03'

const dayText = (about: string) =>
  z
    .string()
    .refine(
      (text) => dayFrom(text, SOME_DAY) !== null,
      'expected a day that exists, as in 2026-06-03, or today, yesterday, -7',
    )
    .describe(about)
    .openapi({ example: '2026-06-03' })

const wholeNumber = (least: number, most: number, about: string) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `expected a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `expected a whole number from ${least} to ${most}`)
    .optional()
    .describe(about)

const cursorText = z
  .string()
  .regex(/^[\w-]{1,8000}$/, 'expected a next_cursor of the page before')
  .optional()
  .describe('next_cursor of the page before')

export const papersQuery = selectionPairs.extend({
  limit: wholeNumber(1, 100, 'papers on a page: 50 unless told, at most 100'),
  cursor: cursorText,
})
export const trendingQuery = selectionPairs.pick({ at: true, top: true }).extend({
  limit: wholeNumber(1, 100, 'papers on a page: 20 unless told, at most 100'),
  cursor: cursorText,
})
export const dayQuery = selectionPairs.pick({ at: true })
export const coverageQuery = z.strictObject({
  from: dayText('first day').optional(),
  to: dayText('last day').optional(),
  limit: wholeNumber(1, 1000, 'days on a page: 400 unless told, at most 1000'),
  cursor: cursorText,
})
export const dayPath = z.strictObject({ day: dayText('a day, UTC') })
export const paperPath = z.strictObject({
  id: z
    .string()
    .min(1)
    .max(200)
    .regex(/^\P{Cc}*$/u, 'expected one line')
    .describe('arXiv id, or the site’s own')
    .openapi({ example: '2509.17765' }),
})
