import { z } from 'zod'
import { LISTING_KINDS } from '../../../model/listing.ts'

const handedOut = { batch: z.string(), size: z.number().int() }

const listing = z.object({
  kind: z.enum(LISTING_KINDS),
  key: z.string(),
  /** When the plan saw it read last; null for never. Another reading since then means that the work is done. */
  plannedAt: z.string().nullable(),
})

const lotSchema = z.discriminatedUnion('job', [
  /** Fetch listings, and load them. `run` is the name of the job that planned them. */
  z.object({ ...handedOut, job: z.literal('collect'), run: z.string(), listings: z.array(listing).min(1) }),
  /** Read stored captures again: those with numbers from the first to the last, of days in a range. */
  z.object({
    ...handedOut,
    job: z.literal('replay'),
    run: z.string(),
    first: z.string(),
    last: z.string(),
    /** The parser of the version that handed it out: an older one would read them in vain. */
    parser: z.number().int().optional(),
    from: z.string().optional(),
    to: z.string().optional(),
  }),
  z.object({ ...handedOut, job: z.literal('nightly'), day: z.string() }),
  /** A scheduled task, by its name. */
  z.object({ ...handedOut, job: z.literal('task'), task: z.string() }),
])

/** What a worker takes from a queue and does as one piece of work. */
export type Lot = z.infer<typeof lotSchema>

/**
 * A lot as it stands in a queue.
 *
 * @throws {Error} for one that this version does not know
 */
export function parseLot(value: unknown): Lot {
  const parsed = lotSchema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new Error(
    `a lot that this version does not know: ${parsed.error.issues[0]?.message ?? ''}; "npx paperboy queue retry" gives it to newer workers`,
  )
}

/** What a lot is, for a log and a status: `20 listings, day:2024-01-01 to day:2024-01-20`. */
export function describeLot(lot: Lot): string {
  switch (lot.job) {
    case 'collect': {
      const names = lot.listings.map(({ kind, key }) => (kind === 'trending' ? kind : `${kind}:${key}`))
      const [first] = names
      return names.length === 1 ? `${first}` : `${names.length} listings, ${first} to ${names.at(-1)}`
    }
    case 'replay':
      return `captures ${lot.first} to ${lot.last}`
    case 'nightly':
      return `the night of ${lot.day}`
    case 'task':
      return `the task ${lot.task}`
  }
}

/** The same work in smaller lots, to find out what in it fails; null for what can't be divided. */
export function splitLot(lot: Lot): readonly Lot[] | null {
  if (lot.job === 'collect' && lot.listings.length > 1)
    return lot.listings.map((each) => ({ ...lot, size: 1, listings: [each] }))
  if (lot.job !== 'replay' || lot.first === lot.last) return null
  const [first, last] = [BigInt(lot.first), BigInt(lot.last)]
  const middle = (first + last) / 2n
  const size = Math.ceil(lot.size / 2)
  return [
    { ...lot, last: String(middle), size },
    { ...lot, first: String(middle + 1n), size: lot.size - size },
  ]
}
