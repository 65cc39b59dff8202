import { FIRST_DAY } from '../../model/day.ts'
import type { ColumnType } from './column-type.ts'
import { DATASET_ABOUT, DATASET_VERSION, SOURCE } from './data-package.ts'
import { DATASET_NAME } from './old-dataset.ts'
import { type DatasetFacts, patternOf } from './facts.ts'
import type { Format } from './formats.ts'
import type { WrittenTable } from './write-tables.ts'

/** Context that the specification recommends in its first appendix. */
const CONTEXT = {
  '@language': 'en',
  '@vocab': 'https://schema.org/',
  citeAs: 'cr:citeAs',
  column: 'cr:column',
  conformsTo: 'dct:conformsTo',
  cr: 'http://mlcommons.org/croissant/',
  rai: 'http://mlcommons.org/croissant/RAI/',
  data: { '@id': 'cr:data', '@type': '@json' },
  dataType: { '@id': 'cr:dataType', '@type': '@vocab' },
  dct: 'http://purl.org/dc/terms/',
  examples: { '@id': 'cr:examples', '@type': '@json' },
  extract: 'cr:extract',
  field: 'cr:field',
  fileProperty: 'cr:fileProperty',
  fileObject: 'cr:fileObject',
  fileSet: 'cr:fileSet',
  format: 'cr:format',
  includes: 'cr:includes',
  isLiveDataset: 'cr:isLiveDataset',
  jsonPath: 'cr:jsonPath',
  key: 'cr:key',
  md5: 'cr:md5',
  parentField: 'cr:parentField',
  path: 'cr:path',
  recordSet: 'cr:recordSet',
  references: 'cr:references',
  regex: 'cr:regex',
  repeated: 'cr:repeated',
  replace: 'cr:replace',
  sc: 'https://schema.org/',
  separator: 'cr:separator',
  source: 'cr:source',
  subField: 'cr:subField',
  transform: 'cr:transform',
} as const

const DATA_TYPES: Readonly<Record<ColumnType, string>> = {
  text: 'sc:Text',
  integer: 'sc:Integer',
  bigint: 'sc:Integer',
  boolean: 'sc:Boolean',
  date: 'sc:Date',
  instant: 'sc:DateTime',
  json: 'sc:Text',
  texts: 'sc:Text',
  integers: 'sc:Integer',
}

/** Names of the formats in Croissant's own reader. */
const ENCODINGS: Readonly<Record<Format, string>> = {
  parquet: 'application/x-parquet',
  csv: 'text/csv',
  ndjson: 'application/jsonlines',
}

/**
 * Describes the data set in Croissant 1.0 (http://mlcommons.org/croissant/1.0), in its first format. The date that the standard
 * requires is that of the last reading, or of the site's first list before any reading.
 */
export function croissant({ tables, formats: [format], readAt }: DatasetFacts): object {
  return {
    '@context': CONTEXT,
    '@type': 'sc:Dataset',
    conformsTo: 'http://mlcommons.org/croissant/1.0',
    name: DATASET_NAME,
    description: DATASET_ABOUT,
    version: DATASET_VERSION,
    url: SOURCE.path,
    license: { '@type': 'sc:CreativeWork', name: 'Texts belong to their authors: see README.md' },
    creator: { '@type': 'sc:Organization', name: 'Paperboy' },
    datePublished: readAt ?? FIRST_DAY,
    isLiveDataset: true,
    distribution: tables.map((table) => distribution(table, format)),
    recordSet: tables.map((table) => recordSet(table, format)),
  }
}

function distribution(table: WrittenTable, format: Format): object {
  const [only] = table.files.get(format) ?? []
  const pattern = patternOf(table, format)
  const common = {
    '@id': idOf(table),
    name: idOf(table),
    description: table.about,
    encodingFormat: ENCODINGS[format],
  }
  if (only?.path !== pattern) return { '@type': 'cr:FileSet', ...common, includes: pattern }
  const { path, bytes, sha256 } = only
  return { '@type': 'cr:FileObject', ...common, contentUrl: path, contentSize: `${bytes} B`, sha256 }
}

function recordSet(table: WrittenTable, format: Format): object {
  const { name, about, key, columns } = table
  const from = patternOf(table, format).includes('*') ? 'fileSet' : 'fileObject'
  return {
    '@type': 'cr:RecordSet',
    '@id': name,
    name,
    description: about,
    key: key.map((column) => ({ '@id': `${name}/${column}` })),
    field: columns.map((column) => ({
      '@type': 'cr:Field',
      '@id': `${name}/${column.name}`,
      name: column.name,
      description: column.about,
      dataType: DATA_TYPES[column.type],
      ...((column.type === 'texts' || column.type === 'integers') && { repeated: true }),
      source: { [from]: { '@id': idOf(table) }, extract: { column: column.name } },
    })),
  }
}

function idOf({ name }: WrittenTable): string {
  return `${name}-files`
}
