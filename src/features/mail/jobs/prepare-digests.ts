import { hadBy, lastDigests } from '../store/had-store.ts'
import { prepareDelivery } from '../store/delivery-store.ts'
import { listSubscribers, subscriberById } from '../store/subscriber-store.ts'
import { addDays, type Day } from '../../../model/day.ts'
import { daysOfMail, duePeriods } from '../../../model/frequency.ts'
import type { LastDigest, Subscriber, ToldPaper } from '../../../model/subscriber.ts'
import { type Digest, papersTold } from '../digest/digest.ts'
import { type DigestSource, digestSource } from '../digest/digest-source.ts'
import type { Rendered } from '../digest/letter.ts'
import { renderDigest } from '../digest/render-digest.ts'
import { LATE_DAYS, selectDigest } from '../digest/select-digest.ts'
import type { JobContext } from '../../../../jobs/run/job-context.ts'
import type { MailRoute } from './mail-route.ts'
import { type WayOut, wayOut, writeMail } from './write-mail.ts'

/** Days that a monthly mail covers, with those that may still get late papers. */
const DAYS_LOOKED_BACK = 2 * LATE_DAYS

const NONE: LastDigest = { lastDay: null, lastDayHad: null }

/** A digest that is due. */
export interface DueDigest {
  readonly subscriber: Subscriber
  /** The previous mail, which it continues from. */
  readonly before: LastDigest
  readonly digest: Digest
  readonly rendered: Rendered
  readonly way: WayOut
}

/** Finds all digests that are due and not empty, as they would be sent. Reads only. */
export async function* dueDigests(
  { warehouse, clock, config }: Pick<JobContext, 'warehouse' | 'clock' | 'config'>,
  route: MailRoute,
): AsyncGenerator<DueDigest> {
  const now = clock.now()
  const source = digestSource(warehouse, now)
  const last = await lastDigests(warehouse)
  for (const subscriber of await listSubscribers(warehouse, 'active')) {
    const before = last.get(subscriber.id) ?? NONE
    const lastDay = await dueDay(source, subscriber, before)
    if (lastDay === null) continue
    const { frequency, selection, language } = subscriber
    const digest = await selectDigest(source, {
      frequency,
      selection,
      days: daysOfMail(frequency, lastDay, before.lastDayHad),
      had: await hadBy(warehouse, subscriber, addDays(lastDay, -DAYS_LOOKED_BACK)),
    })
    // An empty mail is not sent; the next one covers its days.
    if (papersTold(digest).length === 0) continue
    const way = wayOut(route, subscriber)
    const letter = { digest, site: config.site, language, selection, unsubscribeUrl: way.shown }
    yield { subscriber, before, digest, rendered: renderDigest(letter), way }
  }
}

/** Finds the last day of the mail that a subscriber should get now; null for none. */
async function dueDay(
  source: DigestSource,
  { activeSince, ...appointment }: Subscriber,
  { lastDay }: LastDigest,
): Promise<Day | null> {
  if (activeSince === null) return null
  for (const day of duePeriods(appointment, source.now, activeSince)) {
    if (lastDay !== null && day <= lastDay) return null
    // The end of a day is unknown if its list was last read during it.
    if (appointment.frequency !== 'daily' || (await source.isOver(day))) return day
  }
  return null
}

/**
 * Prepares every digest that is due, with its papers, each in one transaction.
 *
 * @returns how many there are
 */
export async function prepareDigests(context: JobContext, runId: string, route: MailRoute): Promise<number> {
  const { warehouse, clock, signal } = context
  const at = clock.now()
  let prepared = 0
  for await (const due of dueDigests({ ...context, clock: { now: () => at } }, route)) {
    if (signal.aborted) break
    const { subscriber, before, digest, rendered, way } = due
    const mail = writeMail(route, subscriber, rendered, way)
    const isNew = await warehouse.transaction(async (tx) => {
      // Somebody who unsubscribed meanwhile gets none, and a mail that another run prepared meanwhile is not continued from.
      const current = await subscriberById(tx, subscriber.id)
      if (current?.state !== 'active' || current.secret !== subscriber.secret) return false
      const last = (await lastDigests(tx, subscriber.id)).get(subscriber.id) ?? NONE
      if (last.lastDay !== before.lastDay || last.lastDayHad !== before.lastDayHad) return false
      return prepareDelivery(tx, {
        subscriberId: subscriber.id,
        kind: 'digest',
        days: digest.days,
        slot: digest.days.last,
        mail,
        considered: digest.considered,
        told: toldBy(digest),
        runId,
        at,
      })
    })
    if (isNew) prepared++
  }
  return prepared
}

function toldBy({ sections }: Digest): ToldPaper[] {
  return sections.flatMap(({ reason, papers }) =>
    papers.map(({ paperId, upvotes }) => ({ paperId, reason, upvotes })),
  )
}
