import { z } from 'zod'
import { LISTING_KINDS } from '../../../model/listing.ts'

const enqueuedWork = { batch: z.string(), size: z.number().int() }

const listing = z.object({
  kind: z.enum(LISTING_KINDS),
  key: z.string(),
  /** Last reading that the plan saw; null for never. A later one means that the work is done. */
  plannedAt: z.string().nullable(),
})

const jobSchema = z.discriminatedUnion('type', [
  /** Fetch listings, and load them. `run` is the name of the job that planned them. */
  z.object({
    ...enqueuedWork,
    type: z.literal('collect'),
    run: z.string(),
    listings: z.array(listing).min(1),
  }),
  /** Read stored captures again: a range of ids, of days in a range. */
  z.object({
    ...enqueuedWork,
    type: z.literal('replay'),
    run: z.string(),
    first: z.string(),
    last: z.string(),
    /** Parser version that enqueued it: an older one would read them in vain. */
    parser: z.number().int().optional(),
    from: z.string().optional(),
    to: z.string().optional(),
  }),
  z.object({ ...enqueuedWork, type: z.literal('nightly'), day: z.string() }),
  /** A scheduled task, by its name. */
  z.object({ ...enqueuedWork, type: z.literal('task'), task: z.string() }),
])

/** A job that a worker takes from a queue. */
export type QueueJob = z.infer<typeof jobSchema>

/**
 * A job as it stands in a queue.
 *
 * @throws {Error} for one that this version does not know
 */
export function parseJob(value: unknown): QueueJob {
  const parsed = jobSchema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new Error(
    `a job that this version does not know: ${parsed.error.issues[0]?.message ?? ''}; "npx paperboy queue retry" gives it to newer workers`,
  )
}

/** Describes a job for a log and a status: `20 listings, day:2024-01-01 to day:2024-01-20`. */
export function describeJob(job: QueueJob): string {
  switch (job.type) {
    case 'collect': {
      const names = job.listings.map(({ kind, key }) => (kind === 'trending' ? kind : `${kind}:${key}`))
      const [first] = names
      return names.length === 1 ? `${first}` : `${names.length} listings, ${first} to ${names.at(-1)}`
    }
    case 'replay':
      return `captures ${job.first} to ${job.last}`
    case 'nightly':
      return `the night of ${job.day}`
    case 'task':
      return `the task ${job.task}`
  }
}

/** Splits a job into smaller ones, to find out which part fails; null when it can't be split. */
export function splitJob(job: QueueJob): readonly QueueJob[] | null {
  if (job.type === 'collect' && job.listings.length > 1)
    return job.listings.map((each) => ({ ...job, size: 1, listings: [each] }))
  if (job.type !== 'replay' || job.first === job.last) return null
  const [first, last] = [BigInt(job.first), BigInt(job.last)]
  const middle = (first + last) / 2n
  const size = Math.ceil(job.size / 2)
  return [
    { ...job, last: String(middle), size },
    { ...job, first: String(middle + 1n), size: job.size - size },
  ]
}
