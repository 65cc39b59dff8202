import { textTable } from '../../src/commands/terminal.ts'
import { median } from '../median.ts'
import { type Measurement, TABLES } from './measure-peer.ts'

/** The peers that all are set against. */
const YARDSTICKS = ['scrapy-slice', 'crawlee-plain', 'floor-4'] as const

const WIDTH = 200
const MEGABYTE = 1e6

/** The medians of one peer's runs. */
export interface PeerResult {
  readonly name: string
  readonly about: string
  readonly pagesPerSecond: number
  /** Processor seconds of a whole run. */
  readonly clientCpu: number
  readonly serverCpu: number | null
  readonly peakMegabytes: number
  readonly rows: Readonly<Record<string, number>>
  /** Against each yardstick that was measured: pages/s, and processor time of client and server together. */
  readonly ratios: Readonly<Record<string, { readonly pagesPerSecond: number; readonly cpu: number }>>
}

/** All runs of one peer. */
export interface PeerRuns {
  readonly name: string
  readonly about: string
  readonly runs: readonly Measurement[]
}

/**
 * Medians and ratios of all peers.
 *
 * @throws {Error} when two runs have written different numbers of rows: they did not do the same work
 */
export function peerResults(peers: readonly PeerRuns[], pages: number): PeerResult[] {
  checkRows(peers)
  const medians = peers.map(({ name, about, runs }) => {
    const server = runs.map(({ serverCpu }) => serverCpu).filter((each) => each !== null)
    return {
      name,
      about,
      pagesPerSecond: pages / median(runs.map(({ seconds }) => seconds)),
      clientCpu: median(runs.map(({ clientCpu }) => clientCpu)),
      serverCpu: server.length === 0 ? null : median(server),
      peakMegabytes: median(runs.map(({ peakBytes }) => peakBytes)) / MEGABYTE,
      rows: Object.fromEntries(TABLES.map((table, index) => [table, runs[0]?.rows[index] ?? 0])),
    }
  })
  const yardsticks = medians.filter(({ name }) => YARDSTICKS.some((each) => each === name))
  return medians.map((one) => {
    const ratios = yardsticks.map((other) => [
      other.name,
      { pagesPerSecond: one.pagesPerSecond / other.pagesPerSecond, cpu: cpuOf(one) / cpuOf(other) },
    ])
    return Object.assign(one, { ratios: Object.fromEntries(ratios) as PeerResult['ratios'] })
  })
}

/** The medians as a table, and under it the ratios. */
export function reportText(results: readonly PeerResult[]): string {
  const absolute = textTable(
    ['peer', 'pages/s', 'client CPU s', 'server CPU s', 'peak MB'],
    results.map(({ about, pagesPerSecond, clientCpu, serverCpu, peakMegabytes }) => [
      about,
      pagesPerSecond.toFixed(1),
      clientCpu.toFixed(1),
      serverCpu === null ? '-' : serverCpu.toFixed(1),
      peakMegabytes.toFixed(0),
    ]),
    WIDTH,
  )
  const yardsticks = YARDSTICKS.filter((name) => results.some((result) => result.name === name))
  const ratios = textTable(
    ['peer', ...yardsticks.flatMap((name) => [`pages/s to ${name}`, `CPU to ${name}`])],
    results.map(({ name, ratios }) => [
      name,
      ...yardsticks.flatMap((other) => [
        ratios[other]?.pagesPerSecond.toFixed(2) ?? '-',
        ratios[other]?.cpu.toFixed(2) ?? '-',
      ]),
    ]),
    WIDTH,
  )
  const rows = Object.entries(results[0]?.rows ?? {}).map(([table, count]) => `${count} ${table}`)
  return `${absolute}\n${ratios}\nEvery run wrote the same rows: ${rows.join(', ')}.`
}

function checkRows(peers: readonly PeerRuns[]): void {
  const expected = peers[0]?.runs[0]?.rows
  for (const { name, runs } of peers) {
    const other = runs.find(({ rows }) => rows.join() !== expected?.join())
    if (other !== undefined) {
      throw new Error(
        `${name} wrote ${other.rows.join(', ')} rows of ${TABLES.join(', ')}, ${peers[0]?.name} wrote ` +
          `${expected?.join(', ')}: not the same work, so no ratios`,
      )
    }
  }
}

function cpuOf({ clientCpu, serverCpu }: Pick<PeerResult, 'clientCpu' | 'serverCpu'>): number {
  return clientCpu + (serverCpu ?? 0)
}
