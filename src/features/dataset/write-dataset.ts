import { UsageError } from '../../base/errors.ts'
import { croissant } from './croissant.ts'
import { dataCard } from './data-card.ts'
import { dataPackage, resourceName, tableSchema } from './data-package.ts'
import { createTextFile, type DatasetFile } from './dataset-file.ts'
import { type DescribedTable, describeTable } from './describe-table.ts'
import { type DatasetFacts, readSpan } from './facts.ts'
import { type OldDataset, SUMS } from './old-dataset.ts'
import { queries } from './queries.ts'
import { TABLES } from './tables.ts'
import { type Growth, unlessOld, writeTable, type WrittenTable } from './write-tables.ts'

/** Result of an export. */
export interface DatasetReport {
  /** Number of files of the data set, and of those that changed. */
  readonly files: number
  readonly changed: number
  readonly bytes: number
  /** Rows read for each table; with `since` without those of earlier months. */
  readonly rows: Readonly<Record<string, number>>
  /** True when the old data set equals the new one, to the byte: then there is nothing to swap. */
  readonly isSame: boolean
}

/** Writes a whole data set into its work folder; the old one is only read. */
export async function growDataset(growth: Growth & Pick<DatasetFacts, 'formats'>): Promise<DatasetReport> {
  const { executor, disk, fresh, old, formats } = growth
  const described: DescribedTable[] = []
  for (const table of TABLES) described.push(await describeTable(executor, table))
  if (growth.since !== null) requireSameColumns(old, described, formats)
  await disk.mkdir(fresh)
  const tables: WrittenTable[] = []
  for (const table of described) tables.push(await writeTable(growth, table))

  const papers = tables.find(({ name }) => name === 'papers')?.rows ?? 0
  const facts: DatasetFacts = { tables, formats, papers, ...(await readSpan(executor)) }
  const written: DatasetFile[] = tables.flatMap(({ files }) => [...files.values()].flat())
  const write = async (path: string, text: string) => {
    written.push(await unlessOld(disk, fresh, old, await createTextFile(disk, fresh, path, text)))
  }
  const document = (value: object) => `${JSON.stringify(value, null, 2)}\n`
  await write('datapackage.json', document(dataPackage(facts)))
  await write('croissant.json', document(croissant(facts)))
  await write('README.md', dataCard(facts))
  for (const [path, text] of Object.entries(queries(facts))) await write(path, text)

  const changed = written.filter(({ isOld }) => !isOld).length
  const isSame = changed === 0 && written.length === old?.sums.size
  await createTextFile(disk, fresh, SUMS, sumsOf(written))
  return {
    files: written.length,
    changed,
    bytes: written.reduce((sum, { bytes }) => sum + bytes, 0),
    rows: Object.fromEntries(tables.map(({ name, rows }) => [name, rows])),
    isSame,
  }
}

/** Formats checksums for `sha256sum -c`. */
function sumsOf(files: readonly DatasetFile[]): string {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1))
  return sorted.map(({ sha256, path }) => `${sha256}  ${path}\n`).join('')
}

/** Ensures that carried-over months have the columns of the new ones. */
function requireSameColumns(
  old: OldDataset | null,
  tables: readonly DescribedTable[],
  formats: DatasetFacts['formats'],
): void {
  if (old === null)
    throw new UsageError('there is no data set yet to keep months from: run the same command without --since')
  for (const table of tables.filter(({ byMonth }) => byMonth))
    for (const format of formats)
      if (old.schemas.get(resourceName(table.name, format, formats)) !== JSON.stringify(tableSchema(table)))
        throw new UsageError(
          `${old.folder} has ${table.name} with other columns or in other formats: run the same command without --since`,
        )
}
