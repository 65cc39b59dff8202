import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openServer } from '../../src/load/warehouse/open-server.ts'
import type { Warehouse } from '../../src/load/warehouse/warehouse.ts'
import { sql } from '../../src/base/sql.ts'
import { createCliWarehouse, type CliWarehouse } from '../support/cli-warehouse.ts'
import { typedHere } from '../support/paperboy.ts'

const CLI = join(import.meta.dirname, '../../bin/paperboy.js')
/** A heap that has no room for the rows of these tests. */
const SMALL_HEAP = { NODE_OPTIONS: '--max-old-space-size=128' }

describe('paperboy sql', () => {
  let held: CliWarehouse

  beforeAll(async () => {
    held = await createCliWarehouse()
    await typedHere(held.home, ['db', 'migrate'], held.env)
  })
  afterAll(async () => held.drop())

  const here = async (...args: string[]) => typedHere(held.home, ['sql', ...args], held.env)
  const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess =>
    spawn(process.execPath, [CLI, 'sql', ...args], {
      env: { PATH: process.env['PATH'] ?? '', ...held.env, ...env },
      cwd: held.home,
      stdio: ['pipe', 'pipe', 'pipe'],
    })

  test('takes its statement from a file, and values by name', async () => {
    const file = join(held.home, 'top.sql')
    await writeFile(file, '\uFEFFselect :day::date + 1 as next, :word as word\n-- :nothing\n')
    const params = ['--param', 'day=2025-09-22', '--param', "word=it's =1"]
    expect(await here('--file', file, '--format', 'csv', ...params)).toMatchObject({
      code: 0,
      stdout: "next,word\n2025-09-23,it's =1\n",
    })
  })

  test('takes its statement from standard input', async () => {
    const child = start(['--json'])
    child.stdin?.end('select 1 as one')
    expect(JSON.parse(await text(child.stdout!))).toEqual([{ one: 1 }])
  })

  test.each([
    [['--file', 'nowhere.sql'], /nowhere\.sql can't be read/],
    [['--file', 'top.sql', 'select 1'], /two statements/],
    [['--param', 'day', 'select 1'], /day=2025-09-22/],
    [['--param', 'a=1', '--param', 'a=2', 'select :a'], /already has a value/],
    [['--param', 'a=1', 'select 1'], /no :a/],
    [['--timeout', 'soon', 'select 1'], /length of time/],
    [['copy (select 1) to stdout'], /COPY returns no rows/],
  ])('refuses %j with a sentence', async (args, sentence) => {
    expect(await here(...args)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(sentence),
    })
  })

  test('stops a statement that takes longer than it may', async () => {
    expect(await here('--timeout', 'PT0.3S', 'select pg_sleep(600)')).toMatchObject({
      code: 75,
      stderr: expect.stringMatching(/stopped after 0\.3 seconds/),
    })
  })

  test('is one document of JSON in several parts, without rows too', async () => {
    const many = await here('--json', 'select g from generate_series(1, 1234) g')
    expect(JSON.parse(many.stdout)).toHaveLength(1234)
    expect(many.stdout.trimEnd().split('\n')).toHaveLength(1)
    expect((await here('--json', 'select 1 as one where false')).stdout).toBe('[]\n')
  })

  test.each(['csv', 'json'])('prints more rows than it has memory for, as %s', async (format) => {
    const rows = 120_000
    const child = start(
      ['--format', format, `select g, repeat('x', 1000) as x from generate_series(1, ${rows}) g`],
      SMALL_HEAP,
    )
    let bytes = 0
    child.stdout?.on('data', (part: Buffer) => (bytes += part.length))
    const [said, [code]] = await Promise.all([text(child.stderr!), once(child, 'close')])
    expect({ code, said }).toEqual({ code: 0, said: '' })
    expect(bytes).toBeGreaterThan(rows * 1000)
  })

  test('goes on in the columns of its first rows, as a table of many', async () => {
    const { stdout } = await here(`select g, repeat('x', g / 100) as x from generate_series(1, 2500) g`)
    const lines = stdout.split('\n')
    expect(lines.slice(0, 3)).toEqual(['g     x', '----  ----------', '1'])
    expect(lines.filter((line) => line.startsWith('g '))).toHaveLength(1)
    expect(stdout).toContain(`\n1050  ${'x'.repeat(10)}\n1051  `)
    // What is longer is wrapped.
    expect(stdout).toContain(`\n1150  ${'x'.repeat(10)}\n      x\n`)
    expect(lines.slice(-3)).toEqual(['', '(2500 rows)', ''])
  })

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'stops at %s: while it reads its statement, waits for rows, or nobody reads them',
    async (signal, code) => {
      const waiting = start([])
      const slow = start(['select pg_sleep(600)'])
      const unread = start(['--format', 'csv', `select repeat('x', 1000) from generate_series(1, 100000)`])
      await once(unread.stdout!, 'readable')
      await inHand(2)
      for (const child of [waiting, slow, unread]) {
        child.kill(signal)
        const [[ended], said] = await Promise.all([once(child, 'exit'), text(child.stderr!)])
        expect({ ended, said }).toEqual({
          ended: code,
          said: expect.stringMatching(/^paperboy: stopped before/),
        })
      }
      await inHand(0)
    },
  )

  /** Waits until so many streams are under way. */
  async function inHand(count: number): Promise<void> {
    const warehouse = await opened()
    try {
      for (;;) {
        const [row] = await warehouse.rows<{ count: number }>(sql`
          select count(*)::int as count from pg_stat_activity
          where datname = current_database() and state <> 'idle' and query like 'fetch forward %'`)
        if (row?.count === count) return
        await sleep(50)
      }
    } finally {
      await warehouse.close()
    }
  }

  async function opened(): Promise<Warehouse> {
    const url = held.env['DATABASE_URL']
    if (url !== undefined) return openServer(url)
    const { openEmbedded } = await import('../../src/load/warehouse/open-embedded.ts')
    return openEmbedded(join(held.home, 'warehouse'))
  }
})
