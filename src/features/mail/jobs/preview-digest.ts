import { addDays, dayOf } from '../../../model/day.ts'
import { daysOfMail, duePeriods } from '../../../model/frequency.ts'
import type { Wishes } from '../../../model/subscriber.ts'
import { digestSource } from '../digest/digest-source.ts'
import type { Rendered } from '../digest/letter.ts'
import { renderDigest } from '../digest/render-digest.ts'
import { HAD_NOTHING, selectDigest } from '../digest/select-digest.ts'
import type { JobContext } from '../../../../jobs/run/job-context.ts'

/**
 * Renders the first mail that a new subscriber would get now.
 *
 * @param wishes checked by `checkedWishes`
 */
export async function previewDigest(
  { warehouse, clock, config }: Pick<JobContext, 'warehouse' | 'clock' | 'config'>,
  wishes: Wishes,
): Promise<Rendered> {
  const now = clock.now()
  const source = digestSource(warehouse, now)
  const { frequency, selection, language } = wishes
  const due = duePeriods(wishes, now, Temporal.Instant.fromEpochMilliseconds(0))
  const over = frequency === 'daily' ? await firstOver(due, source.isOver) : due[0]
  const digest = await selectDigest(source, {
    frequency,
    selection,
    days: daysOfMail(frequency, over ?? due[0] ?? addDays(dayOf(now), -1), null),
    had: HAD_NOTHING,
  })
  return renderDigest({
    digest,
    site: config.site,
    language,
    selection,
    unsubscribeUrl: 'mailto:nobody@localhost',
  })
}

async function firstOver(days: readonly string[], isOver: (day: string) => Promise<boolean>) {
  for (const day of days) if (await isOver(day)) return day
  return undefined
}
