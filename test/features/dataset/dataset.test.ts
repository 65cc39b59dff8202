import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { Ajv } from 'ajv'
import { sql } from '../../../src/base/sql.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { keepAll, loadCaptures } from '../../../jobs/load/ingest.ts'
import { newRunCounts } from '../../../jobs/run/run-counts.ts'
import { type DatasetOrder, writeDataset } from '../../../src/features/dataset/jobs/write-dataset.ts'
import { createProgram } from '../../../src/commands/program.ts'
import { FilesNotWritten, UsageError } from '../../../src/base/errors.ts'
import type { Capture } from '../../../src/model/capture.ts'
import type { Disk } from '../../../src/features/dataset/disk.ts'
import { TABLES } from '../../../src/features/dataset/tables.ts'
import { apiList, madeEntries } from '../../support/api-list.ts'
import {
  type Described,
  duckdbIn,
  rowsInCsv,
  rowsInNdjson,
  rowsInParquet,
  rowsInWarehouse,
} from '../../support/dataset-rows.ts'
import { CROISSANT_SCHEMA, DATA_PACKAGE_SCHEMA } from '../../support/dataset-schemas.ts'
import { failingDisk } from '../../support/failing-disk.ts'
import { jobContext } from '../../support/job-context.ts'
import { type TestWarehouse, createWarehouse } from '../../support/warehouses.ts'

const NOW = Temporal.Instant.from('2026-11-23T00:00:00Z')
const PARQUET: DatasetOrder['formats'] = ['parquet']
/** Every so many steps of a write one is made to go wrong; those of the swap always. 1 takes all, and minutes. */
const EVERY = Number(process.env['PAPERBOY_TEST_DATASET_EVERY'] ?? 60)

const HOSTILE = [
  'comma, "quote", \'apostrophe\' and back\\slash',
  'line\nfeed, carriage\r\nreturn, tab\t, blank at the end ',
  'flag 🏴󠁧󠁢󠁥󠁮󠁧󠁿, family 👩‍👩‍👧, 𝒜 and ü',
  'half of an emoji \ud83d',
  '=1+1; null; NaN; {"a": 1}; [1]; -- $$ %s {}',
  '\u2028line separator\u0085\ufeff',
]

const CAPTURES: readonly Capture[] = [
  apiList(
    '2025-01-08',
    HOSTILE.map((title, index) => ({
      id: `2501.0000${index}`,
      title,
      upvotes: 9 - index,
      keywords: index === 1 ? null : [title, 'plain', ''],
      repository: 'https://github.com/owner/name',
      stars: index,
    })),
    '2025-01-09T08:00:00.123Z',
  ),
  // Other votes and another title: snapshots and versions.
  apiList(
    '2025-01-08',
    [{ id: '2501.00000', title: 'A new title', upvotes: 20 }, ...madeEntries(5, {}, '2501.1')],
    '2025-02-01T00:00:00Z',
  ),
  apiList('2025-02-28', madeEntries(4, {}, '2502'), '2025-03-01T00:00:00Z'),
]

/** What lists of the API do not bring. */
const MORE = [
  `insert into stored_organizations (id, handle, name, avatar_url, observed_at, run_id, capture_id)
   values ('o1', 'lab', 'A "Lab", Inc.', null, '2025-01-01Z', 1, 1), ('o2', 'other', '', '', '2025-01-02Z', 1, 1)`,
  `update stored_papers set organization_id = 'o1', extra = '{"a": [1.50, 12345678901234567890, null, "ü\\n"]}',
     withdrawn_at = '2025-05-05T05:05:05.005Z', media_urls = '{}' where id = '2501.00001'`,
  `update stored_paper_authors set hidden = true, account_id = 'u1', claim = 'verified' where paper_id = '2501.00002'`,
  `insert into stored_comments (id, paper_id, parent_id, position, account_id, kind, text, created_at, edited_at, hidden, reactions,
     observed_at, run_id, capture_id)
   values ('c1', '2501.00000', null, 1, 'u1', 'comment', E'line\\nand "quote", 👍', '2025-01-10T00:00Z', null, false, 3, '2025-01-11Z', 1, 1),
     ('c2', '2501.00000', 'c1', 2, null, 'comment', null, null, null, true, null, '2025-01-11Z', 1, 1)`,
  `insert into linked_repositories (paper_id, kind, name, position, likes, downloads, first_seen, last_without, observed_at,
     run_id, capture_id)
   values ('2501.00000', 'model', 'lab/large', 1, 7, 9007199254740993, '2025-01-10Z', '2025-01-09T09:00Z', '2025-01-10Z', 1, 1),
     ('2501.00000', 'space', 'lab/"demo", 1', 1, null, null, '2025-01-10Z', null, '2025-01-10Z', 1, 1)`,
]

async function load(held: TestWarehouse, captures: readonly Capture[]): Promise<void> {
  const context = jobContext(held.warehouse, 'http://127.0.0.1:9', () => NOW)
  const stored = await keepAll(context, '1', captures)
  const loaded = await loadCaptures(
    context,
    { runId: '1', runCounts: newRunCounts() },
    stored.map((capture) => ({ capture })),
  )
  for (const each of loaded) if (each instanceof Error) throw each
}

/** SHA-256, time and file number of every file below a folder. */
async function filesIn(folder: string) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const found = new Map<string, { sha256: string; mtimeMs: number; ino: number }>()
  for (const file of files.sort()) {
    const { mtimeMs, ino } = await stat(file)
    const sha256 = createHash('sha256')
      .update(await readFile(file))
      .digest('hex')
    found.set(relative(folder, file), { sha256, mtimeMs, ino })
  }
  return found
}

async function sumsIn(folder: string): Promise<Record<string, string>> {
  return Object.fromEntries([...(await filesIn(folder))].map(([path, { sha256 }]) => [path, sha256]))
}

/** Checks that the folder holds one data set, with every file that its sums name and no other. */
async function requireWhole(folder: string): Promise<Record<string, string>> {
  const { SHA256SUMS: own, ...found } = await sumsIn(folder)
  const lines = (await readFile(join(folder, 'SHA256SUMS'), 'utf8')).trimEnd().split('\n')
  expect(Object.fromEntries(lines.map((line) => line.split('  ').toReversed()))).toEqual(found)
  expect(own).toBeDefined()
  return found
}

const packageIn = async (folder: string) =>
  JSON.parse(await readFile(join(folder, 'datapackage.json'), 'utf8')) as Described

// What does not differ between the kinds of warehouse is tested on one of them.
describe('a data set', () => {
  let held: TestWarehouse
  let empty: TestWarehouse
  let above: string

  const write = async (folder: string, more: Partial<DatasetOrder> = {}, disk?: Disk, of = held) =>
    writeDataset(
      { warehouse: of.warehouse, signal: new AbortController().signal, ...(disk && { disk }) },
      { folder: join(above, folder), formats: PARQUET, ...more },
    )

  beforeAll(async () => {
    held = await createWarehouse()
    empty = await createWarehouse()
    above = await mkdtemp(join(tmpdir(), 'paperboy-dataset-'))
    await load(held, CAPTURES)
    for (const statement of MORE) await held.warehouse.rows(sql.raw(statement))
  })
  afterAll(async () => {
    await held.drop()
    await empty.drop()
    await rm(above, { recursive: true })
  })

  test('holds every row of every table in every format', async () => {
    const folder = join(above, 'all')
    const { rows } = await write('all', { formats: ['parquet', 'csv', 'ndjson'] })
    const described = await packageIn(folder)
    const duckdb = await duckdbIn(folder)
    for (const table of TABLES) {
      const expected = await rowsInWarehouse(held.warehouse, table, described, table.name)
      expect(expected.length, table.name).toBeGreaterThan(1)
      expect(rows[table.name], table.name).toBe(expected.length)
      expect(await rowsInParquet(duckdb, described, table.name), table.name).toEqual(expected)
      expect(await rowsInCsv(duckdb, described, `${table.name}-csv`), table.name).toEqual(expected)
      expect(await rowsInNdjson(folder, described, `${table.name}-ndjson`), table.name).toEqual(expected)
    }
    const titles = await duckdb.runAndReadAll(
      `select title from 'papers/part.parquet' where paper_id = '2501.00002'`,
    )
    expect(titles.getRows()).toEqual([[HOSTILE[2]]])
    // Numbers longer than a double.
    for (const format of ['parquet', 'csv', 'ndjson'])
      expect(
        (
          await duckdb.runAndReadAll(
            `select downloads::text from 'paper_uses/part.${format}' where downloads is not null`,
          )
        ).getRows(),
      ).toEqual([['9007199254740993']])
    expect(await readFile(join(folder, 'paper_uses/part.csv'), 'utf8')).toContain(',7,9007199254740993,')
    expect(await readFile(join(folder, 'papers/part.ndjson'), 'utf8')).toContain('12345678901234567890')
  })

  test('has typed columns, and months as folders', async () => {
    const duckdb = await duckdbIn(join(above, 'all'))
    const types = async (of: string) =>
      Object.fromEntries(
        (await duckdb.runAndReadAll(`describe from '${of}'`)).getRows().map(([name, type]) => [name, type]),
      )
    expect(await types('paper_days/*/part.parquet')).toMatchObject({
      day: 'DATE',
      rank: 'INTEGER',
      title: 'VARCHAR',
      authors: 'VARCHAR[]',
      submitted_at: 'TIMESTAMP WITH TIME ZONE',
      upvotes: 'INTEGER',
      month: 'VARCHAR',
    })
    expect(await types('paper_uses/part.parquet')).toMatchObject({
      downloads: 'BIGINT',
      days_after: 'INTEGER',
    })
    expect(await types('observations/*/part.parquet')).toMatchObject({
      ranks: 'INTEGER[]',
      on_hold: 'BOOLEAN',
    })
    const months = await duckdb.runAndReadAll(
      `select month, min(day)::text from 'paper_days/*/part.parquet' group by all order by 1`,
    )
    expect(months.getRows()).toEqual([
      ['2025-01', '2025-01-08'],
      ['2025-02', '2025-02-28'],
    ])
    const compression = await duckdb.runAndReadAll(
      `select distinct compression from parquet_metadata('papers/part.parquet')`,
    )
    expect(compression.getRows()).toEqual([['ZSTD']])
  })

  test.each(['parquet', 'csv', 'ndjson'] as const)('brings queries that run, on %s', async (format) => {
    const folder = join(above, `asked-${format}`)
    await write(`asked-${format}`, { formats: [format] })
    const duckdb = await duckdbIn(folder)
    const [views = '', ...answers] = (await readFile(join(folder, 'queries/duckdb.sql'), 'utf8')).split(
      '\n\n-- ',
    )
    await duckdb.run(views)
    const rowCounts = []
    for (const answer of answers)
      rowCounts.push((await duckdb.runAndReadAll(`-- ${answer}`)).getRows().length)
    // Of all days until yesterday the first one alone is known to be complete.
    const until = await duckdb.runAndReadAll(`select (current_date - 1 - date '2025-01-08')::int`)
    expect(rowCounts).toEqual([10, 16, 1, until.getRows()[0]?.[0]])
    expect(until.getRows()[0]?.[0]).toBeGreaterThan(600)
    const found = await duckdb.runAndReadAll(
      `select paper_id, keywords from papers where paper_id = '2502.00001'`,
    )
    expect(found.getRowsJson()).toEqual([['2502.00001', format === 'csv' ? '["a word"]' : ['a word']]])
    for (const table of TABLES)
      expect(
        (await duckdb.runAndReadAll(`select count(*)::int from ${table.name}`)).getRows()[0]?.[0],
      ).toBeGreaterThan(1)
  })

  test('describes itself as a Data Package, in Croissant and on a card', async () => {
    const ajv = new Ajv({ strict: false, allErrors: true })
    const [isPackage, isCroissant] = [ajv.compile(DATA_PACKAGE_SCHEMA), ajv.compile(CROISSANT_SCHEMA)]
    await write('nothing', {}, undefined, empty)
    await write('lines', { formats: ['ndjson'] })
    for (const folder of ['all', 'lines', 'nothing']) {
      const described = await packageIn(join(above, folder))
      expect(isPackage(described), JSON.stringify(isPackage.errors)).toBe(true)
      const croissant = JSON.parse(await readFile(join(above, folder, 'croissant.json'), 'utf8')) as {
        recordSet: { '@id': string; field: { name: string; source: { fileSet?: unknown } }[] }[]
        distribution: { '@id': string; contentUrl?: string; includes?: string; sha256?: string }[]
      }
      expect(isCroissant(croissant), JSON.stringify(isCroissant.errors)).toBe(true)
      const sums = await requireWhole(join(above, folder))
      for (const { contentUrl, sha256 } of croissant.distribution)
        if (contentUrl !== undefined) expect(sums[contentUrl]).toBe(sha256)
      // Every file of a table is in the Data Package, and nothing else is.
      const paths = described.resources.flatMap(({ path }) => path).toSorted()
      expect(paths).toEqual(
        Object.keys(sums)
          .filter((path) => path.includes('/part.'))
          .toSorted(),
      )
      for (const { '@id': id, field } of croissant.recordSet)
        expect(field.map((each) => each.name)).toEqual(
          described.resources.find((each) => each.name === id)?.schema.fields.map((each) => each.name),
        )
      const [, front = ''] = (await readFile(join(above, folder, 'README.md'), 'utf8')).split('---\n')
      const card = parse(front) as { configs: { config_name: string }[]; size_categories: string[] }
      expect(card.configs.map((each) => each.config_name)).toEqual(TABLES.map((table) => table.name))
      expect(card.size_categories).toEqual(['n<1K'])
    }
    expect(isPackage({ ...(await packageIn(join(above, 'all'))), resources: [] })).toBe(false)
    expect(isCroissant({ '@type': 'sc:Dataset' })).toBe(false)
  })

  test('of an empty warehouse has all tables with their columns and no row', async () => {
    const described = await packageIn(join(above, 'nothing'))
    const duckdb = await duckdbIn(join(above, 'nothing'))
    for (const { name } of TABLES) {
      expect(await rowsInParquet(duckdb, described, name)).toEqual([])
      // A list of no struct (arrow-rs refuses one of no type), then who made the file.
      const bytes = await readFile(join(above, 'nothing', name, 'part.parquet'))
      expect(bytes.includes(Buffer.from([0x19, 0x0c, 0x28, 8, ...Buffer.from('paperboy')])), name).toBe(true)
      const columns = await duckdb.runAndReadAll(`describe from '${name}/part.parquet'`)
      const fields = described.resources.find((each) => each.name === name)?.schema.fields
      expect(columns.getRows().map(([column]) => column)).toEqual(fields?.map((field) => field.name))
    }
  })

  test('is the same to the byte when it is written elsewhere, and stays untouched when written again', async () => {
    await write('first')
    await write('second')
    expect(await sumsIn(join(above, 'second'))).toEqual(await sumsIn(join(above, 'first')))
    const before = await filesIn(join(above, 'first'))
    expect(await write('first')).toMatchObject({ changed: 0, isSame: true })
    expect(await filesIn(join(above, 'first'))).toEqual(before)
  })

  test('keeps the old data set or has the new one, whole, wherever a write fails or is killed', async () => {
    await write('old', {}, undefined, empty)
    await write('new')
    const [before, after] = [await sumsIn(join(above, 'old')), await sumsIn(join(above, 'new'))]
    const again = async (disk?: Disk) => {
      await rm(join(above, 'swapped'), { recursive: true, force: true })
      await cp(join(above, 'old'), join(above, 'swapped'), { recursive: true })
      await write('swapped', {}, disk)
    }
    const counting = failingDisk()
    await again(counting.disk)
    const { steps } = counting
    expect(steps.filter((step) => step === 'rename')).toHaveLength(2)
    const swap = steps.indexOf('rename') - 1
    const chosen = steps.map((_, step) => step).filter((step) => step >= swap || step % EVERY === 0)
    const ends = { old: 0, new: 0, between: 0 }
    for (const fault of ['fails', 'killed'] as const) {
      for (const at of chosen) {
        const where = `${fault} at step ${at} of ${steps.length}: ${steps[at]}`
        const failing = failingDisk(at, fault)
        // The last two only clear up.
        const needNotWork = at >= steps.length - 2
        if (needNotWork) await again(failing.disk)
        else await expect(again(failing.disk), where).rejects.toThrow(FilesNotWritten)
        if (fault === 'killed' && !existsSync(join(above, 'swapped'))) {
          // The one moment in which neither has the name: both are whole beside it.
          expect(steps[at], where).toBe('rename')
          expect(await requireWhole(join(above, '.swapped.paperboy/old'))).toBeDefined()
          ends.between++
        } else {
          const found = await sumsIn(join(above, 'swapped'))
          const isNew = JSON.stringify(found) === JSON.stringify(after)
          expect(found, where).toEqual(isNew ? after : before)
          ends[isNew ? 'new' : 'old']++
        }
        if (fault === 'fails' && steps[at] !== 'rm' && !needNotWork)
          expect(existsSync(join(above, '.swapped.paperboy')), where).toBe(false)
        await write('swapped')
        expect(await sumsIn(join(above, 'swapped')), where).toEqual(after)
        expect(existsSync(join(above, '.swapped.paperboy')), where).toBe(false)
      }
    }
    expect(ends.old).toBeGreaterThan(8)
    expect(ends.new).toBeGreaterThan(1)
    expect(ends.between).toBe(1)
  })

  test('is refused where it would take something away, and where it can not be', async () => {
    const refused = async (folder: string, words: RegExp, more: Partial<DatasetOrder> = {}) => {
      const error: unknown = await write(folder, more).catch((thrown: unknown) => thrown)
      expect(error, folder).toBeInstanceOf(UsageError)
      expect((error as Error).message).toMatch(words)
      expect((await readdir(above)).filter((each) => each.startsWith('.'))).toEqual([])
    }
    await mkdir(join(above, 'mine'))
    await writeFile(join(above, 'mine/thesis.txt'), 'mine')
    await refused('mine', /mine holds files but no data set of Paperboy: .*"npx paperboy dataset export .*"/)
    await writeFile(join(above, 'mine/datapackage.json'), JSON.stringify({ name: 'other', resources: [] }))
    await refused('mine', /holds files but no data set/)
    expect(await readFile(join(above, 'mine/thesis.txt'), 'utf8')).toBe('mine')
    await refused('mine/thesis.txt', /is not a folder/)
    await refused('mine/no/folder', /there is no folder .*; make it with "mkdir -p /)
    await symlink(join(above, 'mine'), join(above, 'linked'))
    await refused('linked', /linked is a link/)
    await write('kept')
    await writeFile(join(above, 'kept/notes.md'), 'mine')
    await refused(
      'kept',
      /holds notes\.md, which is not part of the data set and would be lost: move it away/,
    )
    await refused('fresh', /no data set yet .* without --since/, { since: '2025-02-01' })
    await refused('second', /other columns or in other formats: .*without --since/, {
      formats: ['parquet', 'csv'],
      since: '2025-02-01',
    })
    await refused('.', /no data set/)
    await expect(
      writeDataset(
        { warehouse: held.warehouse, signal: new AbortController().signal },
        { folder: process.cwd(), formats: PARQUET },
      ),
    ).rejects.toThrow(/holds the working folder/)
    const stopped = writeDataset(
      { warehouse: held.warehouse, signal: AbortSignal.abort() },
      { folder: join(above, 'stopped'), formats: PARQUET },
    )
    await expect(stopped).rejects.toThrow(/stopped: the data set is as it was/)
    expect(existsSync(join(above, 'stopped'))).toBe(false)
  })

  // The warehouse is another one from here on.
  test('is written anew only where a new day changes it', async () => {
    const folder = join(above, 'grown')
    await write('grown')
    const before = await filesIn(folder)
    await load(held, [apiList('2025-04-02', madeEntries(3, {}, '2504'), '2025-04-03T00:00:00Z')])
    await write('grown')
    const after = await filesIn(folder)
    const changed = [...after].filter(([path, file]) => {
      const old = before.get(path)
      return old?.sha256 !== file.sha256 || old.mtimeMs !== file.mtimeMs || old.ino !== file.ino
    })
    expect(changed.map(([path]) => path)).toEqual([
      'README.md',
      'SHA256SUMS',
      'coverage/part.parquet',
      'croissant.json',
      'datapackage.json',
      'observations/month=2025-04/part.parquet',
      'paper_authors/part.parquet',
      'paper_days/month=2025-04/part.parquet',
      'papers/part.parquet',
      'snapshots/month=2025-04/part.parquet',
    ])
    expect([...before.keys()].filter((path) => !after.has(path))).toEqual([])
  })

  test('with a day to begin with takes earlier months over, unread, and refuses those that were changed', async () => {
    const folder = join(above, 'grown')
    const january = 'paper_days/month=2025-01/part.parquet'
    const april = 'paper_days/month=2025-04/part.parquet'
    const before = await sumsIn(folder)
    await held.warehouse.rows(sql.raw(`update stored_papers set upvotes = upvotes + 1`))
    await write('grown', { since: '2025-02-10' })
    const since = await sumsIn(folder)
    expect([since[january] === before[january], since[april] === before[april]]).toEqual([true, false])
    await requireWhole(folder)
    await write('grown')
    const all = await sumsIn(folder)
    expect([all[january] === since[january], all[april] === since[april]]).toEqual([false, true])
    await writeFile(join(folder, january), 'damaged')
    await expect(write('grown', { since: '2025-02-10' })).rejects.toThrow(
      /was changed since it was written.*without --since/,
    )
    await write('grown')
    expect(await sumsIn(folder)).toEqual(all)
  })

  test('is asked for with a known format and a day that exists', async () => {
    const type = async (...words: string[]) => {
      const terminal = { out: () => undefined, write: async () => undefined, width: 80 }
      const app = { terminal, signal: new AbortController().signal, exitWith: () => 0 as const }
      const program = await createProgram(app, ['dataset'])
      return program.parseAsync(['dataset', 'export', join(above, 'typed'), ...words], { from: 'user' })
    }
    await expect(type('--format', 'xlsx')).rejects.toThrow(/--format xlsx: expected parquet, csv, ndjson/)
    await expect(type('--since', '2025-02-30')).rejects.toThrow('--since 2025-02-30: there is no such date')
    await expect(type('--since', '2999-01-01')).rejects.toThrow('in the future')
    expect(existsSync(join(above, 'typed'))).toBe(false)
  })
})
