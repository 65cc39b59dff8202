import type { z } from '@hono/zod-openapi'
import type { PeriodCoverage } from '../../../query/read-period-coverage.ts'
import type { FixedPeriod } from '../../../query/period.ts'
import type { periodSchema, trustSchema } from './schemas.ts'

/** A period with the names of SQL. */
export function periodJson({ kind, key, days }: FixedPeriod): z.infer<typeof periodSchema> {
  return { kind, key, first_day: days?.first ?? null, last_day: days?.last ?? null }
}

/** How far lists can be trusted, with the names of SQL. */
export function trustJson({ isWhole, open, gaps }: PeriodCoverage): z.infer<typeof trustSchema> {
  return { is_whole: isWhole, open: [...open], gaps: gaps.map((gap) => ({ ...gap })) }
}
