import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startReplica } from '../../../demo/replica.ts'
import { backfill, openWarehouse } from '../../../src/library.ts'
import { createCliWarehouse, type CliWarehouse } from '../../support/cli-warehouse.ts'

const NOW = '2025-09-23T23:00:00Z'
const BIN = join(import.meta.dirname, '../../../bin/paperboy.js')

describe('the tools of mcp', () => {
  let held: CliWarehouse
  let client: Client

  beforeAll(async () => {
    held = await createCliWarehouse()
    const replica = await startReplica({ now: NOW, quota: false })
    const { DATABASE_URL: databaseUrl } = held.env
    const warehouse = await openWarehouse({
      home: held.home,
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
    })
    await backfill(warehouse, { site: replica.url, now: NOW, from: '2025-09-22', to: '2025-09-22' })
    await warehouse.close()
    await replica.close()
    client = new Client({ name: 'test', version: '1' })
    const env = { PATH: process.env['PATH'] ?? '', PAPERBOY_NOW: NOW, ...held.env }
    await client.connect(new StdioClientTransport({ command: process.execPath, args: [BIN, 'mcp'], env }))
  })
  afterAll(async () => {
    await client.close()
    await held.drop()
  })

  async function call(name: string, given: Record<string, unknown>) {
    const { content, isError = false } = await client.callTool({ name, arguments: given })
    const [first] = content as { text: string }[]
    return { text: first?.text ?? '', isError }
  }

  test('all say that they only read', async () => {
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toEqual(['find_papers', 'read_paper', 'list_views', 'query'])
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint === true)).toBe(true)
  })

  test('find papers, and read one of them', async () => {
    const { text } = await call('find_papers', { selection: 'day:2025-09-22 top:2' })
    const first = JSON.parse(text) as { total: number; next_cursor: string }
    const rest = await call('find_papers', { selection: 'day:2025-09-22', cursor: first.next_cursor })
    const more = JSON.parse(rest.text) as { total: number; next_cursor: null; papers: { place: number }[] }
    expect(first.total).toBeGreaterThan(2)
    expect([more.total, more.next_cursor]).toEqual([first.total, null])
    expect(more.papers.map(({ place }) => place)).toEqual(
      Array.from({ length: first.total - 2 }, (_, index) => index + 3),
    )
    expect(await call('find_papers', { selection: 'last-week', cursor: first.next_cursor })).toMatchObject({
      isError: true,
      text: expect.stringContaining('expected next_cursor'),
    })
    const found = JSON.parse(text) as { period: string; papers: { paperId: string; rank: number }[] }
    expect(found.period).toBe('2025-09-22')
    expect(found.papers.map(({ rank }) => rank)).toEqual([1, 2])
    const paper = await call('read_paper', { paper_id: found.papers[0]?.paperId })
    expect(JSON.parse(paper.text)).toMatchObject({
      paper: { paper_id: found.papers[0]?.paperId },
      days: [{ day: '2025-09-22', rank: 1 }],
      snapshots: [{ upvotes: expect.any(Number) }],
    })
  })

  test('tell the views, and answer SQL with at most 200 rows', async () => {
    const views = JSON.parse((await call('list_views', {})).text) as { view: string; columns: string[] }[]
    const days = views.find(({ view }) => view === 'paper_days')
    expect(days?.columns[0]).toMatch(/^day date: /)
    const many = JSON.parse(
      (await call('query', { sql: 'SELECT g FROM generate_series(1, 500) g' })).text,
    ) as {
      rows: unknown[]
    }
    expect(many).toMatchObject({ rows_in_all: 500 })
    expect(many.rows).toHaveLength(200)
  })

  test.each([
    ['find_papers', { selection: 'top:many' }, /top:many/],
    ['read_paper', { paper_id: '0000.00000' }, /there is no paper 0000\.00000/],
    ['query', { sql: 'DELETE FROM stored_papers' }, /expected one statement that returns rows/],
    ['query', { sql: 'DELETE FROM stored_papers RETURNING 1' }, /permission denied|read-only/],
    ['query', { sql: 'SELECT address FROM subscribers' }, /permission denied/],
    ['query', { sql: 'SELECT 1; SELECT 2' }, /expected one statement that returns rows/],
    ['query', { sql: 'SELEC 1' }, /syntax error/],
  ])('%s %j is an error that tells why', async (name, given, why) => {
    expect(await call(name, given)).toEqual({ isError: true, text: expect.stringMatching(why) })
  })
})
