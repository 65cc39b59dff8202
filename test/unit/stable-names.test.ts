import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { TABLE_COLUMNS } from '../../src/load/warehouse/table-columns.ts'

const FOLDERS = [
  'src/query',
  'src/features/site',
  'src/features/feed',
  'src/features/mcp',
  'src/features/dataset',
  'src/features/mail/digest',
]

/** Names the files of a data set, for DuckDB. */
const NOT_THE_WAREHOUSE = 'src/features/dataset/queries.ts'

/** What a statement names after from, join, into or update. */
function relationsIn(source: string): string[] {
  return [...source.matchAll(/\b(?:from|join|into|update|table)\s+(?:only\s+)?"?([a-z_]+)"?/gi)].map(
    ([, name]) => (name ?? '').toLowerCase(),
  )
}

test('finds a table that is named in a statement', () => {
  expect(relationsIn('sql`select 1 FROM papers p join only "snapshots" s`')).toEqual(['papers', 'snapshots'])
})

test('functions read views, never a table: who calls them may see no tables', async () => {
  const folder = 'drizzle/functions'
  const found: string[] = []
  for (const file of await readdir(folder)) {
    const text = (await readFile(join(folder, file), 'utf8')).replaceAll(/^\s*--.*$|COMMENT ON .*$/gm, '')
    found.push(...relationsIn(text).map((name) => `${file} ${name}`))
  }
  expect(found).toContain('top_papers.sql papers')
  expect(found.filter((each) => Object.hasOwn(TABLE_COLUMNS, each.split(' ')[1] ?? ''))).toEqual([])
})

test('what is published is read from views and functions, never from a table', async () => {
  const files = (
    await Promise.all(
      FOLDERS.map(async (folder) =>
        (await readdir(folder, { recursive: true })).map((name) => join(folder, name)),
      ),
    )
  )
    .flat()
    .filter((name) => name.endsWith('.ts') && name !== NOT_THE_WAREHOUSE)
  const relations: { file: string; name: string }[] = []
  for (const file of files)
    for (const name of relationsIn(await readFile(file, 'utf8'))) relations.push({ file, name })
  expect(relations.map(({ name }) => name)).toContain('paper_days')
  expect(relations.filter(({ name }) => Object.hasOwn(TABLE_COLUMNS, name))).toEqual([])
})
