import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from '../../src/base/sql.ts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { shownOrganization } from '../../demo/page/entry-json.ts'
import { SHOWN_LINKED } from '../../demo/page/linked-section.ts'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { factsCatalog } from '../../demo/site/facts-catalog.ts'
import { linkedRepositories } from '../../demo/site/linked-repositories.ts'
import { shownUpvoters } from '../../demo/site/known-accounts.ts'
import { dayListing as dayEntries, paperEntry } from '../../demo/site/listing.ts'
import { threadOf } from '../../demo/site/thread-of.ts'
import { fetchListings } from '../../jobs/collect/fetch.ts'
import { importSaved } from '../../jobs/import/import.ts'
import { previewReplay, replay } from '../../jobs/replay/replay.ts'
import { rowsWritten } from '../../jobs/run/run-counts.ts'
import type { Warehouse } from '../../src/load/warehouse/warehouse.ts'
import { dayListing, type Listing } from '../../src/model/listing.ts'
import { jobContext } from '../support/job-context.ts'
import { paperPageHtml } from '../support/paper-page-html.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

/** Has answers, and comments that are edited and hidden. */
const TALKED_ABOUT = '2509.18174'
/** Has a media file, and links of every kind, more than a page shows. */
const LINKED_AND_MEDIA = '2509.19244'
/** Of the first day whose entries name organizations. */
const OF_AN_ORGANIZATION = '2509.19228'
const EARLY = '2025-09-26T12:00:00Z'
const LATE = '2025-10-10T12:00:00Z'

const CATALOG = factsCatalog()
const instantOf = (ms: number) =>
  Temporal.Instant.fromEpochMilliseconds(ms).toString({ fractionalSecondDigits: 3 })
const paperListing = (key: string) => ({ kind: 'paper', key }) as const

/** Everything that a paper's page leaves in the warehouse, without lineage. */
async function tablesOf(warehouse: Warehouse): Promise<unknown[]> {
  const queries = [
    `select id, paper_id, parent_id, position, account_id, kind, text, created_at, edited_at, hidden, reactions
       from stored_comments order by id`,
    'select paper_id, account_id, first_seen from paper_upvoters order by 1, 2',
    'select paper_id, kind, name, position, likes, downloads, first_seen, last_without from linked_repositories order by 1, 2, 3',
    'select paper_id, observed_at, upvotes, comments, stars from stored_snapshots order by 1, 2',
    'select kind, key, paper_id, rank, first_seen, last_seen, gone_at from stored_appearances order by 1, 2, 3',
    `select to_jsonb(stored_papers) - array['run_id', 'capture_id', 'observed_at'] from stored_papers order by id`,
    'select id, handle, fullname from stored_accounts order by id',
  ]
  const tables = []
  for (const query of queries) tables.push((await warehouse.readOnly(query)).rows)
  return tables
}

describe('paper pages', () => {
  let held: TestWarehouse
  let replica: Replica
  let folder: string

  beforeAll(async () => {
    replica = await startReplica({ now: LATE, quota: false })
    folder = await mkdtemp(join(tmpdir(), 'paperboy-test-'))
  })
  afterAll(async () => {
    await replica.close()
    await rm(folder, { recursive: true })
  })
  beforeEach(async () => {
    held = await createWarehouse()
    replica.setNow(LATE)
  })
  afterEach(async () => held.drop())

  const context = (warehouse = held.warehouse) => jobContext(warehouse, replica.url, () => replica.now())
  const fetchAt = async (now: string, listing: Listing, warehouse = held.warehouse) => {
    replica.setNow(now)
    return (await fetchListings(context(warehouse), [listing])).runCounts
  }
  const importPage = async (props: object, capturedAt: string) => {
    const path = join(folder, 'page.html')
    await writeFile(path, paperPageHtml(props))
    const saved = { path, listing: paperListing('2509.79001'), capturedAt: Temporal.Instant.from(capturedAt) }
    return (await importSaved(context(), [saved])).runCounts
  }

  test.each([TALKED_ABOUT, LINKED_AND_MEDIA, OF_AN_ORGANIZATION])(
    '%s loads as the replica has it',
    async (id) => {
      const { runCounts, exitCode } = await fetchListings(context(), [paperListing(id)])
      expect({ loaded: runCounts.loaded, quarantined: runCounts.quarantined, exitCode }).toEqual({
        loaded: 1,
        quarantined: 0,
        exitCode: 0,
      })
      const nowMs = replica.now().epochMilliseconds
      const entry = paperEntry(CATALOG, id, nowMs)!
      const { paper, day } = entry.appearance
      const rank = 1 + dayEntries(CATALOG, day, nowMs).findIndex((one) => one.appearance.paper.id === id)

      const iso = (column: string) =>
        sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${column}`)
      const comments = await held.warehouse.rows(sql`
      select id, paper_id, parent_id, position, account_id, kind, text, ${iso('created_at')}, ${iso('edited_at')},
        hidden, reactions
      from stored_comments order by position`)
      expect(comments).toEqual(
        threadOf(entry).map((remark, index) => ({
          id: remark.id,
          paper_id: id,
          parent_id: remark.parentId ?? null,
          position: index + 1,
          account_id: remark.author?.id ?? null,
          kind: 'comment',
          text: remark.hidden ? null : remark.text,
          created_at: instantOf(remark.createdAtMs),
          edited_at: remark.editedAtMs === undefined ? null : instantOf(remark.editedAtMs),
          hidden: remark.hidden,
          reactions: remark.reactions,
        })),
      )
      const upvoters = await held.warehouse.rows(sql`
      select account_id, handle, first_seen = ${LATE}::timestamptz as now
      from paper_upvoters join stored_accounts a on a.id = account_id order by account_id`)
      expect(upvoters).toEqual(
        shownUpvoters(paper, entry.counts.upvotes)
          .map((account) => ({ account_id: account.id, handle: account.handle, now: true }))
          .sort((a, b) => (a.account_id < b.account_id ? -1 : 1)),
      )
      const linked = await held.warehouse.rows(sql`
      select kind, name, position, likes, downloads from linked_repositories
      order by array_position(array['model', 'dataset', 'space'], kind), position`)
      const { models, datasets, spaces } = linkedRepositories(paper)
      expect(linked).toEqual(
        Object.entries({ model: models, dataset: datasets, space: spaces }).flatMap(([kind, those]) =>
          those.slice(0, SHOWN_LINKED).map(({ name }, index) => {
            return { kind, name, position: index + 1, likes: null, downloads: null }
          }),
        ),
      )
      const papers = await held.warehouse.rows(sql`
      select p.id, p.upvotes, p.comments, p.stars, p.daily_rank, p.author_count, p.extra, o.handle,
        s.upvotes as seen_upvotes, s.comments as seen_comments, a.kind, a.key, a.rank
      from stored_papers p join stored_snapshots s on s.paper_id = p.id join stored_appearances a on a.paper_id = p.id
        left join stored_organizations o on o.id = p.organization_id`)
      expect(papers).toEqual([
        {
          id,
          upvotes: entry.counts.upvotes,
          comments: entry.counts.comments,
          stars: entry.counts.stars ?? null,
          daily_rank: rank,
          author_count: paper.authors.length,
          extra: null,
          handle: shownOrganization(paper, day)?.name ?? null,
          seen_upvotes: entry.counts.upvotes,
          seen_comments: entry.counts.comments,
          kind: 'paper',
          key: id,
          rank: 1,
        },
      ])
    },
  )

  test('the same page again, and a replay, write no row', async () => {
    await fetchAt(EARLY, paperListing(TALKED_ABOUT))
    await fetchAt(LATE, paperListing(TALKED_ABOUT))
    expect(rowsWritten(await fetchAt(LATE, paperListing(TALKED_ABOUT)))).toBe(0)
    expect((await previewReplay(context(), {})).changes).toEqual([])
    expect(rowsWritten((await replay(context(), {})).runCounts)).toBe(0)
  })

  test('an older page after a newer one gives the same tables', async () => {
    const other = await createWarehouse()
    try {
      for (const id of [TALKED_ABOUT, LINKED_AND_MEDIA]) {
        await fetchAt(EARLY, paperListing(id))
        await fetchAt(LATE, paperListing(id))
        await fetchAt(LATE, paperListing(id), other.warehouse)
        await fetchAt(EARLY, paperListing(id), other.warehouse)
      }
      expect(await tablesOf(other.warehouse)).toEqual(await tablesOf(held.warehouse))
      const loaded = await held.warehouse.readOnly('select count(*) from comments')
      expect(Number(loaded.rows[0]?.[0])).toBeGreaterThan(10)
    } finally {
      await other.drop()
    }
  })

  test('paper page and day page agree and keep what only the other one tells', async () => {
    const { day } = paperEntry(CATALOG, LINKED_AND_MEDIA, replica.now().epochMilliseconds)!.appearance
    const row = async () => {
      const [paper] = await held.warehouse.rows(sql`
        select to_jsonb(stored_papers) - array['run_id', 'capture_id', 'observed_at'] as paper from stored_papers
        where id = ${LINKED_AND_MEDIA}`)
      return paper?.['paper'] as Record<string, unknown>
    }
    await fetchAt(LATE, dayListing(day))
    const fromDay = await row()
    expect(fromDay['thumbnail_url']).toMatch(/^https:/)
    expect(fromDay['media_urls']).toHaveLength(1)
    expect(fromDay['author_participating']).not.toBeNull()
    const byPage = await fetchAt('2025-10-10T12:00:01Z', paperListing(LINKED_AND_MEDIA))
    expect(byPage.rows).toMatchObject({ papers: 1, paper_authors: 0, paper_versions: 0, snapshots: 0 })
    const both = await row()
    expect(both['daily_rank']).toBeGreaterThan(0)
    const total = (kind: 'models' | 'datasets' | 'spaces') =>
      linkedRepositories(
        paperEntry(CATALOG, LINKED_AND_MEDIA, replica.now().epochMilliseconds)!.appearance.paper,
      )[kind].length
    expect(both).toEqual({
      ...fromDay,
      daily_rank: both['daily_rank'],
      linked_models: total('models'),
      linked_datasets: total('datasets'),
      linked_spaces: total('spaces'),
    })
    const byDay = await fetchAt('2025-10-10T12:00:02Z', dayListing(day))
    expect(byDay.rows).toMatchObject({ papers: 0, paper_authors: 0, paper_versions: 0, snapshots: 0 })
    expect(await row()).toEqual(both)
  })

  test('an answer of the API adds likes and downloads, which a later page leaves', async () => {
    await fetchAt(EARLY, paperListing(LINKED_AND_MEDIA))
    replica.setNow(LATE)
    await fetchListings(context(), [paperListing(LINKED_AND_MEDIA)], 'api')
    const linked = await held.warehouse.readOnly(
      'select kind, name, position, likes, downloads from linked_repositories order by 1, 2',
    )
    const { models, datasets, spaces } = linkedRepositories(
      paperEntry(CATALOG, LINKED_AND_MEDIA, replica.now().epochMilliseconds)!.appearance.paper,
    )
    expect(linked.rows).toHaveLength(models.length + datasets.length + spaces.length)
    expect(linked.rows.every(([, , , likes]) => likes !== null)).toBe(true)
    const again = await fetchAt('2025-10-10T12:00:01Z', paperListing(LINKED_AND_MEDIA))
    expect(again.rows).toMatchObject({ linked_repositories: 0 })
  })

  test('of a paper that only the API told nothing is known of its discussion, and its links are counted', async () => {
    replica.setNow(LATE)
    await fetchListings(context(), [paperListing(TALKED_ABOUT)], 'api')
    const discussion = async () =>
      (
        await held.warehouse.readOnly(
          'select comments, threads, writers, upvoters_shown from paper_discussion',
        )
      ).rows
    const paper = async () =>
      (
        await held.warehouse.readOnly(
          'select comments, linked_models is not null, extra from stored_papers where linked_models >= 0',
        )
      ).rows
    expect(await discussion()).toEqual([[null, null, null, null]])
    expect(await paper()).toEqual([[null, 't', null]])
    await fetchAt('2025-10-10T12:00:01Z', paperListing(TALKED_ABOUT))
    expect(Number((await discussion())[0]?.[0])).toBeGreaterThan(0)
    expect(Number((await paper())[0]?.[0])).toBeGreaterThan(0)
  })

  test('a comment that is edited, hidden or gone is followed; what a later page lacks stays', async () => {
    const paper = { id: '2509.79001', title: 'Aspen: Tree Search', upvotes: 1 }
    const remark = (id: string, content: object) => ({ id, type: 'comment', data: content })
    const first = {
      comments: [remark('c1', { latest: { raw: 'one' } }), remark('c2', { latest: { raw: 'two' } })],
    }
    const later = { comments: [remark('c2', { hidden: true, latest: { raw: 'gone' } })] }
    await importPage({ paper, ...first, dailyPaperRank: 4 }, '2025-10-01T00:00:00Z')
    await importPage({ paper, ...later, dailyPaperRank: 0 }, '2025-10-03T00:00:00Z')
    const between = await importPage({ paper, ...first, dailyPaperRank: 5 }, '2025-10-02T00:00:00Z')
    expect(between.rows).toMatchObject({ comments: 0 })
    const rows = await held.warehouse.readOnly(
      `select c.id, c.position, c.text, c.hidden, p.daily_rank, p.comments
       from stored_comments c join stored_papers p on p.id = c.paper_id order by 1`,
    )
    expect(rows.rows).toEqual([
      ['c1', '1', 'one', 'f', '5', '1'],
      ['c2', '1', null, 't', '5', '1'],
    ])
  })

  test('an account known by its handle takes its id, and its votes and comments follow', async () => {
    const person = { user: 'elif', type: 'user' }
    const withId = { ...person, _id: 'a'.repeat(24) }
    const comments = [{ id: 'c1', type: 'comment', author: person, data: { latest: { raw: 'one' } } }]
    const paper = { id: '2509.79001', title: 'Aspen: Tree Search', upvotes: 1 }
    await importPage({ paper, upvoters: [person], comments }, '2025-10-02T00:00:00Z')
    const votes = () =>
      held.warehouse.readOnly(
        `select u.account_id, u.first_seen, (select account_id from stored_comments) from paper_upvoters u order by 1`,
      )
    expect((await votes()).rows).toEqual([['@elif', '2025-10-02 00:00:00+00', '@elif']])
    // The same person under both: as rows may be that were written before the handle was changed.
    await held.warehouse.rows(sql`
      insert into stored_accounts (id, handle, observed_at, run_id, capture_id)
      values (${withId._id}, 'elif-before', '2025-10-01', 0, 0)`)
    await held.warehouse.rows(sql`
      insert into paper_upvoters (paper_id, account_id, first_seen, run_id, capture_id)
      values ('2509.79001', ${withId._id}, '2025-10-03', 0, 0)`)
    await importPage({ paper, upvoters: [withId], comments }, '2025-10-04T00:00:00Z')
    expect((await votes()).rows).toEqual([[withId._id, '2025-10-02 00:00:00+00', withId._id]])
    expect((await held.warehouse.readOnly('select id, handle from stored_accounts')).rows).toEqual([
      [withId._id, 'elif'],
    ])
  })

  test('a paper that can not be read goes to quarantine with nothing of its page', async () => {
    const paper = { id: '2509.79001', title: 'Aspen: Tree Search', upvotes: 'many' }
    const comments = [{ id: 'c1', type: 'comment', data: { latest: { raw: 'one' } } }]
    const runCounts = await importPage({ paper, comments, dailyPaperRank: 1 }, '2025-10-02T00:00:00Z')
    expect(runCounts).toMatchObject({ quarantined: 1, rows: { comments: 0, papers: 0 } })
  })
})
