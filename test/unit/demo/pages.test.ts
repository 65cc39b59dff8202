import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startReplica, type Replica } from '../../../demo/replica.ts'
import { shortCount } from '../../../demo/page/short-count.ts'
import { combineCatalogs } from '../../../demo/site/combined-catalog.ts'
import { factsCatalog } from '../../../demo/site/facts-catalog.ts'
import { syntheticCatalog } from '../../../demo/site/synthetic-catalog.ts'
import { readBlob, readCards } from './read-page.ts'

const catalog = combineCatalogs([factsCatalog(), syntheticCatalog({ from: '2023-05-01', to: '2026-09-30' })])
let replica: Replica
beforeAll(async () => {
  replica = await startReplica({ catalog, quota: false, now: '2026-09-30T12:00:00Z' })
})
afterAll(() => replica.close())

async function page(path: string): Promise<string> {
  const response = await fetch(replica.url + path)
  expect(response.status).toBe(200)
  return response.text()
}

describe.each(['2023-06-01', '2024-08-15', '2025-09-23', '2026-02-20', '2026-03-30'])(
  'the page of %s',
  (day) => {
    test('holds the same in its JSON and in its cards', async () => {
      const html = await page(`/papers/date/${day}`)
      const { dailyPapers } = readBlob(html)
      const cards = readCards(html)
      expect(cards.map(({ id }) => id)).toEqual(dailyPapers.map(({ paper }) => paper.id))
      for (const [position, entry] of dailyPapers.entries()) {
        const card = cards[position]!
        const submitter = entry['submittedBy'] as { name: string } | undefined
        const organization = (entry['organization'] ?? entry['submitterOrganization']) as
          | { name: string }
          | undefined
        const stars = entry.paper['githubStars'] as number | undefined
        const authors = entry.paper['authors'] as unknown[]
        expect(card).toMatchObject({
          title: entry['title'],
          votes: entry.paper.upvotes,
          comments: entry['numComments'],
          submitter: submitter?.name,
          organization: organization?.name,
          stars: stars === undefined ? undefined : shortCount(stars),
          authorCount: organization ? undefined : authors.length,
        })
        expect(card.media).toBeDefined()
      }
    })

    test('has no null, and every entry has upvoted', async () => {
      const html = await page(`/papers/date/${day}`)
      const blob = readBlob(html)
      expect(JSON.stringify(blob)).not.toMatch(/:null|,null/)
      for (const entry of blob.dailyPapers) expect(entry['upvoted']).toBe(false)
    })
  },
)

describe('a page', () => {
  test('escapes only quotes, ampersands and the opening angle bracket in its JSON', async () => {
    const html = await page('/papers/date/2025-09-23')
    const raw = /data-target="DailyPapers" data-props="([^"]*)"/.exec(html)?.[1] ?? ''
    expect(raw).toContain('>')
    expect(raw).toContain('&lt;')
    expect(raw).toContain('&amp;amp;')
    expect(raw).not.toMatch(/&(?!lt;|amp;|quot;)/)
  })

  test('loads the firewall script and other hydration targets, as every normal page does', async () => {
    for (const day of ['2024-08-15', '2025-09-23', '2026-03-30']) {
      const html = await page(`/papers/date/${day}`)
      expect(html).toContain('awswaf.com')
      expect(html).toContain('data-target="MainHeader"')
      expect(html.includes('<!--[-->')).toBe(day >= '2026-03-17')
    }
  })

  test('of a day names the days around it, and the newest has no next', async () => {
    expect(readBlob(await page('/papers/date/2025-09-22'))).toMatchObject({
      dateString: '2025-09-22',
      periodType: 'day',
      prevDate: '2025-09-19',
      nextDate: '2025-09-23',
    })
    const newest = readBlob(await page('/papers'))
    expect(newest['dateString']).toBe('2026-09-30')
    expect(newest).not.toHaveProperty('nextDate')
  })

  test('of 2024 has the old keys and links', async () => {
    const html = await page('/papers/date/2024-08-15')
    const blob = readBlob(html)
    expect(Object.keys(blob)).toEqual([
      'canSubmit',
      'date',
      'dailyPapers',
      'nextDate',
      'prevDate',
      'publisher',
    ])
    expect(blob['date']).toBe('2024-08-15T00:00:00.000Z')
    expect(html).toContain('href="/papers?date=2024-08-14"')
  })
})

describe('the keys of an entry', () => {
  const keysOn = async (day: string): Promise<Set<string>> => {
    const { dailyPapers } = readBlob(await page(`/papers/date/${day}`))
    const keys = new Set<string>()
    for (const entry of dailyPapers) {
      for (const key of Object.keys(entry)) keys.add(key)
      for (const key of Object.keys(entry.paper)) keys.add(`paper.${key}`)
    }
    return keys
  }

  test.each([
    [
      '2024-06-03',
      ['mediaUrl'],
      ['thumbnail', 'mediaUrls', 'submittedBy', 'summary', 'paper.discussionId', 'paper.githubRepo'],
    ],
    [
      '2024-09-02',
      ['thumbnail', 'submittedBy', 'paper.discussionId'],
      ['mediaUrl', 'summary', 'isAuthorParticipating'],
    ],
    [
      '2025-03-13',
      ['summary', 'paper.githubRepo', 'paper.ai_keywords'],
      ['paper.submittedOnDailyAt', 'paper.ai_summary'],
    ],
    [
      '2025-09-25',
      ['paper.submittedOnDailyAt', 'paper.githubStars', 'paper.ai_summary'],
      ['submitterOrganization', 'organization'],
    ],
    ['2025-09-26', ['submitterOrganization'], ['organization', 'paper.organization']],
    [
      '2025-10-06',
      ['organization', 'paper.organization'],
      ['submitterOrganization', 'paper.githubRepoAddedBy'],
    ],
    ['2026-06-03', ['paper.githubRepoAddedBy', 'paper.ai_summary_model'], ['mediaUrl']],
  ])('on %s are those of the time', async (day, present, absent) => {
    const keys = await keysOn(day)
    for (const key of present) expect(keys).toContain(key)
    for (const key of absent) expect(keys).not.toContain(key)
  })

  test('follow the layout that is asked for instead of the date', async () => {
    const modern = await startReplica({ era: 'svelte5', quota: false })
    const html = await (await fetch(`${modern.url}/papers/date/2025-09-23`)).text()
    await modern.close()
    expect(html).toContain('<!--[-->')
    expect(readBlob(html).dailyPapers.some((entry) => 'organization' in entry)).toBe(true)
  })

  test('hold submission times cut to midnight once the site is read after 2026-05-13', async () => {
    const submitted = async (now: string): Promise<unknown[]> => {
      replica.setNow(now)
      const { dailyPapers } = readBlob(await page('/papers/date/2025-09-23'))
      return dailyPapers.map(({ paper }) => paper['submittedOnDailyAt'])
    }
    const early = await submitted('2025-09-30T00:00:00Z')
    const late = await submitted('2026-09-30T12:00:00Z')
    expect(new Set(late)).toEqual(new Set(['2025-09-23T00:00:00.000Z']))
    expect(new Set(early).size).toBeGreaterThan(30)
  })
})

describe('the other listings', () => {
  test('week and month are cut to 105 entries and name their period', async () => {
    const week = readBlob(await page('/papers/week/2025-W39'))
    expect(week).toMatchObject({
      periodType: 'week',
      dateString: '2025-W39',
      prevDate: '2025-W38',
      nextDate: '2025-W40',
    })
    expect(week.dailyPapers).toHaveLength(105)
    expect(readBlob(await page('/papers/month/2026-06'))).toMatchObject({
      periodType: 'month',
      dateString: '2026-06',
    })
  })

  test('trending has no dates, and each of its cards holds its link twice', async () => {
    const html = await page('/papers/trending')
    const blob = readBlob(html)
    expect(Object.keys(blob).sort()).toEqual(['canSubmit', 'dailyPapers', 'isTrending', 'publisher', 'query'])
    const first = html.slice(html.indexOf('<article'), html.indexOf('</article>'))
    expect(
      first.split(`<h3 class="mb-1.5 font-semibold"><a href="/papers/${blob.dailyPapers[0]!.paper.id}"`),
    ).toHaveLength(3)
  })

  test('a query has its hits beside the unfiltered list', async () => {
    const html = await page('/papers?q=qwen3-omni%20technical')
    const blob = readBlob(html)
    const hits = blob['searchResults'] as typeof blob.dailyPapers
    expect(blob['query']).toEqual({ q: 'qwen3-omni technical' })
    expect(hits.map(({ paper }) => paper.id)).toEqual(['2509.17765'])
    expect(blob.dailyPapers.length).toBeGreaterThan(5)
    expect(readCards(html).map(({ id }) => id)).toEqual(['2509.17765'])
  })

  test('a paper has its own page with comments and rank', async () => {
    const blob = readBlob(await page('/papers/2509.17765'), 'PaperContent')
    expect(blob['paper']).toEqual(
      readBlob(await page('/papers/date/2025-09-23')).dailyPapers.find(
        ({ paper }) => paper.id === '2509.17765',
      )?.paper,
    )
    expect(blob['comments']).toHaveLength(5)
    expect(blob['dailyPaperRank']).toBeGreaterThan(0)
    expect((await fetch(`${replica.url}/papers/2509.00000`)).status).toBe(404)
  })
})
