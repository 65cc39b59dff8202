import type { Column, ColumnType } from './column-type.ts'
import type { DescribedTable } from './describe-table.ts'
import { DATASET_NAME } from './old-dataset.ts'
import type { DatasetFacts } from './facts.ts'
import { type Format, FORMATS } from './formats.ts'
import type { WrittenTable } from './write-tables.ts'

/** Description of the data set, in one sentence. */
export const DATASET_ABOUT =
  'Every list of the Hugging Face Daily Papers with its history: which papers were listed on which day and at which rank, how their votes, comments and stars grew, and what changed.'

/** Version, incremented when a table or column is removed or changes its meaning. */
export const DATASET_VERSION = '1.0.0'

/** Source of the lists. */
export const SOURCE = { title: 'Hugging Face Daily Papers', path: 'https://huggingface.co/papers' } as const

const FIELD_TYPES: Readonly<Record<ColumnType, string>> = {
  text: 'string',
  integer: 'integer',
  bigint: 'integer',
  boolean: 'boolean',
  date: 'date',
  instant: 'datetime',
  json: 'object',
  texts: 'array',
  integers: 'array',
}

/** Describes the data set as a Data Package 2 (https://datapackage.org/standard/data-package/). */
export function dataPackage({ tables, formats, readAt }: DatasetFacts): object {
  return {
    $schema: 'https://datapackage.org/profiles/2.0/datapackage.json',
    name: DATASET_NAME,
    title: SOURCE.title,
    description: DATASET_ABOUT,
    version: DATASET_VERSION,
    ...(readAt !== null && { created: readAt }),
    sources: [SOURCE],
    contributors: [{ title: 'Paperboy' }],
    licenses: [{ title: 'Texts belong to their authors: see README.md', path: 'README.md' }],
    resources: tables.flatMap((table) => formats.map((format) => resource(table, format, formats))),
  }
}

/** Names a table's resource; in the first format it has the table's name. */
export function resourceName(table: string, format: Format, formats: readonly Format[]): string {
  return format === formats[0] ? table : `${table}-${format}`
}

function resource(table: WrittenTable, format: Format, formats: readonly Format[]): object {
  const files = table.files.get(format) ?? []
  const [only] = files
  const isOne = files.length === 1 && only !== undefined
  return {
    name: resourceName(table.name, format, formats),
    type: 'table',
    description: table.about,
    path: isOne ? only.path : files.map(({ path }) => path),
    format,
    mediatype: FORMATS[format].mediaType,
    ...(format !== 'parquet' && { encoding: 'utf-8' }),
    ...(isOne && { bytes: only.bytes, hash: `sha256:${only.sha256}` }),
    schema: tableSchema(table),
  }
}

/** Describes the columns of a table as a Table Schema. */
export function tableSchema({ name, columns, key }: DescribedTable): object {
  const namesPaper = name !== 'papers' && columns.some((column) => column.name === 'paper_id')
  return {
    fields: columns.map((column) => field(column)),
    primaryKey: key,
    ...(namesPaper && {
      foreignKeys: [{ fields: ['paper_id'], reference: { resource: 'papers', fields: ['paper_id'] } }],
    }),
  }
}

function field({ name, type, about, required }: Column): object {
  return {
    name,
    type: FIELD_TYPES[type],
    description: about,
    ...(required && { constraints: { required: true } }),
  }
}
