import { describe, expect, test } from 'vitest'
import { mayFetch } from '../../src/crawl/robots.ts'

const SITE = 'https://papers.example'
const AGENT = 'paperboy/1.0'

/** Whether robots.txt of these lines lets Paperboy fetch a list. */
function allows(lines: readonly string[]): boolean {
  const checkedAt = Temporal.Instant.from('2026-06-03T00:00:00Z')
  const robots = {
    site: SITE,
    verdict: 'rules',
    reason: 'robots.txt',
    rules: lines.join('\n'),
    checkedAt,
  } as const
  return mayFetch(robots, `${SITE}/papers/date/2026-06-03`, AGENT)
}

describe('fault 13: robots.txt', () => {
  test.each([
    ['Sitemap: https://papers.example/map.xml'],
    ['Crawl-delay: 5'],
    ['# a word'],
    [''],
    ['Host: papers.example'],
  ])('shares its rules among agents with "%s" between their names', (between) => {
    const group = ['User-agent: paperboy', between, 'User-agent: other', 'Disallow: /papers']
    expect(allows(group)).toBe(false)
    expect(allows([...group, 'Allow: /papers/date'])).toBe(true)
  })

  test('parts groups where an agent is named after a rule', () => {
    const lines = ['User-agent: other', 'Disallow: /papers', '', 'User-agent: paperboy', 'Disallow: /api']
    expect(allows(lines)).toBe(true)
  })
})
