import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { corpusPages } from '../../bench/peers/corpus.ts'
import type { Measurement } from '../../bench/peers/measure-peer.ts'
import { endedChildrenSeconds } from '../../bench/peers/processor-time.ts'
import { pageRows, sliceDailyPapers } from '../../bench/peers/programs/page-rows.ts'
import { peerResults } from '../../bench/peers/report.ts'
import { pageBlob } from '../../src/transform/page-blob.ts'

const RUN: Measurement = {
  seconds: 10,
  clientCpu: 4,
  serverCpu: 2,
  peakBytes: 200e6,
  rows: [36, 400, 36, 36],
}

describe('the corpus that peers are measured on', () => {
  const pages = [...corpusPages(4).values()]

  test('has pages of 36 papers, some 400 authors and 640 kB', () => {
    for (const page of pages) {
      const { papers, authors } = pageRows(sliceDailyPapers(page.toString()), new Date(0))
      expect(papers).toHaveLength(36)
      expect(authors.length).toBeGreaterThan(320)
      expect(authors.length).toBeLessThan(480)
      expect(page.length).toBeGreaterThan(600_000)
      expect(page.length).toBeLessThan(700_000)
    }
  })

  test('has each paper on one page only', () => {
    const ids = pages.flatMap((page) =>
      pageRows(sliceDailyPapers(page.toString()), new Date(0)).papers.map(({ id }) => id),
    )
    expect(new Set(ids).size).toBe(4 * 36)
  })

  test('is the same each time it is made', () => {
    expect(
      [...corpusPages(4).values()].every((page, index) => page.equals(pages[index] ?? Buffer.of())),
    ).toBe(true)
  })

  test('is read by the peers as Paperboy reads it', () => {
    const [page = Buffer.of()] = pages
    const blob = pageBlob(page, 'DailyPapers')
    expect('props' in blob && blob.props).toEqual(sliceDailyPapers(page.toString()))
  })
})

describe('the report on peers', () => {
  test('sets the median of each peer against the median of the others', () => {
    const runs = [
      { ...RUN, seconds: 5, peakBytes: 100e6 },
      { ...RUN, seconds: 50, clientCpu: 40 },
      { ...RUN, seconds: 20, clientCpu: 10 },
    ]
    const [floor, other] = peerResults(
      [
        { name: 'floor-4', about: 'floor', runs: [RUN] },
        { name: 'other', about: 'other', runs },
      ],
      100,
    )
    expect(floor?.pagesPerSecond).toBe(10)
    expect(other).toMatchObject({ pagesPerSecond: 5, clientCpu: 10, peakMegabytes: 200 })
    expect(other?.ratios).toEqual({ 'floor-4': { pagesPerSecond: 0.5, cpu: 2 } })
  })

  test('refuses to compare runs that have not written the same rows', () => {
    const less = { ...RUN, rows: [36, 399, 36, 36] }
    expect(() =>
      peerResults(
        [
          { name: 'floor-4', about: 'floor', runs: [RUN] },
          { name: 'other', about: 'other', runs: [RUN, less] },
        ],
        100,
      ),
    ).toThrow('other wrote 36, 399, 36, 36 rows')
  })
})

test.skipIf(!existsSync('/proc/self/stat'))('the processor time of a child counts once it has ended', () => {
  const before = endedChildrenSeconds()
  spawnSync(process.execPath, [
    '-e',
    'while (process.cpuUsage().user + process.cpuUsage().system < 500_000) Math.random()',
  ])
  expect(endedChildrenSeconds() - before).toBeGreaterThanOrEqual(0.48)
})
