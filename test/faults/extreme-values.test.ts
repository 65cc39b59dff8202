import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startReplica } from '../../demo/replica.ts'
import { ingest } from '../../jobs/load/ingest.ts'
import { previewReplay } from '../../jobs/replay/replay.ts'
import { resumeLoads } from '../../jobs/load/resume-loads.ts'
import { exitCodeOf, newRunCounts } from '../../jobs/run/run-counts.ts'
import type { Capture, CaptureForm } from '../../src/model/capture.ts'
import { type Listing, listingName } from '../../src/model/listing.ts'
import { pageBlob } from '../../src/transform/page-blob.ts'
import { allAtOnce, mutated, type Mutation, mutationsOf } from '../support/extreme-values.ts'
import { jobContext } from '../support/job-context.ts'
import { blobPageHtml } from '../support/paper-page-html.ts'
import { emptied } from '../support/tables.ts'
import { type TestWarehouse, createEmbedded } from '../support/warehouses.ts'

const NOW = '2025-10-10T12:00:00Z'
const DAY = { kind: 'day', key: '2025-09-22' } as const
/** Has comments, answers among them. */
const PAPER = { kind: 'paper', key: '2509.18174' } as const
const ENTRIES = 5
/** Which share of all cases runs: set PAPERBOY_FUZZ to 1 for all of them. */
const SHARE = Number(process.env['PAPERBOY_FUZZ'] ?? '0.02')
/** Cases of one warehouse that are looked at before the next begins. */
const GROUP = 25

type Entry = Record<string, unknown>

const NAMES = ['page', 'api', 'paper', 'text'] as const
type Name = (typeof NAMES)[number]

/** A page or an answer of the API, and how it is made of its JSON. */
interface Specimen {
  readonly form: CaptureForm
  readonly listing: Listing
  readonly json: unknown
  /** Where in it values are changed. */
  readonly root: readonly (string | number)[]
  readonly body: (json: unknown) => string
}

async function specimens(): Promise<Record<Name, Specimen>> {
  const replica = await startReplica({ now: NOW, quota: false })
  const get = async (path: string) => Buffer.from(await (await fetch(`${replica.url}${path}`)).arrayBuffer())
  const propsOf = (page: Buffer, target: 'DailyPapers' | 'PaperContent') => {
    const blob = pageBlob(page, target)
    if (!('props' in blob)) throw new Error(blob.problem)
    return blob.props
  }
  try {
    const day = propsOf(await get(`/papers/date/${DAY.key}`), 'DailyPapers') as { dailyPapers: Entry[] }
    const list = JSON.parse((await get(`/api/daily_papers?date=${DAY.key}`)).toString()) as Entry[]
    const paper = propsOf(await get(`/papers/${PAPER.key}`), 'PaperContent')
    return {
      page: {
        form: 'page',
        listing: DAY,
        json: { ...day, dailyPapers: day.dailyPapers.slice(0, ENTRIES) },
        root: ['dailyPapers', 0],
        body: (json) => blobPageHtml('DailyPapers', json as object),
      },
      api: {
        form: 'api',
        listing: DAY,
        json: list.slice(0, ENTRIES),
        root: [0],
        body: (json) => JSON.stringify(json),
      },
      paper: {
        form: 'page',
        listing: PAPER,
        json: paper,
        root: [],
        body: (json) => blobPageHtml('PaperContent', json as object),
      },
      text: {
        form: 'text',
        listing: { kind: 'query', key: 'made' },
        json: list.slice(0, ENTRIES).map((entry, index) => ({
          title: entry['title'],
          abstract: (entry['paper'] as Entry)['summary'],
          who: index % 2 === 0 ? '• 7 authors' : 'zai-org Z.ai',
          when: 'Sep 22, 2025 2',
        })),
        root: [0],
        body: (json) =>
          (json as Entry[])
            .map(({ title, abstract, who, when }) =>
              [title, abstract, who, '·', when].map(String).join('\n\n'),
            )
            .join('\n\n'),
      },
    }
  } finally {
    await replica.close()
  }
}

const shortPath = ({ path, name }: Mutation) => `${name} at ${path.join('.')}`

describe('fault 26: a value that no database takes', () => {
  let held: TestWarehouse
  let known: Record<Name, Specimen>
  let minutes = 0
  beforeAll(async () => {
    held = await createEmbedded()
    known = await specimens()
  })
  afterAll(async () => held.drop())

  const context = () => jobContext(held.warehouse, 'http://127.0.0.1:9', () => Temporal.Instant.from(NOW))
  const rows = async (statement: string) => (await held.warehouse.readOnly(statement)).rows

  async function load({ form, listing, body }: Specimen, json: unknown) {
    const runCounts = newRunCounts()
    const capture: Capture = {
      listing,
      form,
      url: 'http://127.0.0.1:9/made',
      finalUrl: 'http://127.0.0.1:9/made',
      status: 200,
      fetchedWith: 'http',
      headers: {},
      body: Buffer.from(body(json)),
      // Each later than the one before.
      fetchedAt: Temporal.Instant.from('2025-09-25T00:00:00Z').add({ minutes: minutes++ }),
    }
    const reading = await ingest(context(), { runId: '1', runCounts }, capture)
    return { reading, exitCode: exitCodeOf(runCounts), runCounts }
  }

  /** What must hold after a case: nothing waits, and the entries that were not touched stand on the list. */
  async function wrongAfter({ listing }: Specimen, others: readonly string[]): Promise<string[]> {
    const listed = new Set(
      (
        await rows(
          `select paper_id from listing_papers where kind = '${listing.kind}' and key = '${listing.key}'`,
        )
      ).flat(),
    )
    const waiting = (await rows('select count(*) from captures where not loaded')).flat()
    return [
      ...others.filter((id) => !listed.has(id)).map((id) => `${id} is not on ${listingName(listing)}`),
      ...(waiting[0] === '0' ? [] : [`${waiting[0]} captures wait`]),
    ]
  }

  const idsOf = ({ json, root, form }: Specimen): string[] =>
    (root.length === 0 || form === 'text'
      ? []
      : ((Array.isArray(json) ? json : (json as { dailyPapers: Entry[] }).dailyPapers) as Entry[])
    ).flatMap(({ paper }) => String((paper as Entry)['id']))

  test.each(NAMES)(
    'in one place of a %s costs its own entry at most: no run is stopped, and a replay changes nothing',
    async (name) => {
      const specimen = known[name]
      const [, ...others] = idsOf(specimen)
      const inner = specimen.root.reduce((at, step) => (at as Entry)[step], specimen.json)
      const all = mutationsOf(inner)
      const chosen = all.filter((_, index) => (index * SHARE) % 1 < SHARE)
      expect(chosen.length).toBeGreaterThan(0)
      const wrong: string[] = []
      for (const [index, mutation] of chosen.entries()) {
        const path = [...specimen.root, ...mutation.path]
        try {
          const { exitCode, reading } = await load(specimen, mutated(specimen.json, { ...mutation, path }))
          // A paper's page that names another paper, or none, is none of the asked one.
          const isOther = name === 'paper' && reading.outcome !== 'listing'
          if (!isOther && ![0, 75].includes(exitCode)) wrong.push(`${shortPath(mutation)}: exit ${exitCode}`)
          for (const each of await wrongAfter(specimen, others)) wrong.push(`${shortPath(mutation)}: ${each}`)
        } catch (error) {
          wrong.push(`${shortPath(mutation)}: ${String(error).slice(0, 300)}`)
        }
        if (index % GROUP !== GROUP - 1 && index < chosen.length - 1) continue
        const clean = await load(specimen, specimen.json)
        if (clean.exitCode !== 0)
          wrong.push(`a clean ${name} after ${shortPath(mutation)}: exit ${clean.exitCode}`)
        const { changes } = await previewReplay(context(), {})
        if (changes.length > 0)
          wrong.push(`a replay up to ${shortPath(mutation)}: ${JSON.stringify(changes)}`)
        // A long log of one list makes each load slow.
        await emptied(held.warehouse)
      }
      expect(wrong).toEqual([])
    },
    600_000,
  )

  test.each(NAMES)(
    'in all places of a %s at once costs no other page',
    async (name) => {
      const specimen = known[name]
      const wrong: string[] = []
      for (const [extreme, json] of allAtOnce(specimen.json)) {
        try {
          await load(specimen, json)
        } catch (error) {
          wrong.push(`${extreme}: ${String(error).slice(0, 300)}`)
        }
        const runCounts = newRunCounts()
        await resumeLoads(context(), '1', runCounts)
        if (exitCodeOf(runCounts) !== 0) wrong.push(`${extreme}: the next run exits ${exitCodeOf(runCounts)}`)
      }
      const clean = await load(specimen, specimen.json)
      expect({ wrong, exitCode: clean.exitCode }).toEqual({ wrong: [], exitCode: 0 })
      expect(await wrongAfter(specimen, idsOf(specimen))).toEqual([])
    },
    600_000,
  )
})
