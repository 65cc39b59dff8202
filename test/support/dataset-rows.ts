import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { Warehouse } from '../../src/load/warehouse/warehouse.ts'
import type { DatasetTable } from '../../src/features/dataset/tables.ts'

/** What a data set says of itself in its Data Package. */
export interface Described {
  readonly resources: readonly {
    readonly name: string
    readonly path: string | string[]
    readonly schema: { readonly fields: readonly { readonly name: string; readonly type: string }[] }
  }[]
}

type Comparable = Record<string, unknown>

/** DuckDB, which shares no code with the project, in a data set's folder. */
export async function duckdbIn(folder: string): Promise<DuckDBConnection> {
  const connection = await (await DuckDBInstance.create()).connect()
  await connection.run(`set file_search_path = '${folder}'; set timezone = 'UTC'`)
  return connection
}

/** A view's rows in the order of its key, by the database's own JSON. */
export async function rowsInWarehouse(
  warehouse: Warehouse,
  { view, key }: DatasetTable,
  described: Described,
  resource: string,
): Promise<Comparable[]> {
  const order = key.map((name) => `v.${name}`).join(', ')
  const { rows } = await warehouse.readOnly(`select to_jsonb(v)::text from ${view} v order by ${order}`)
  return rows.map(([row]) => comparable(JSON.parse(row ?? '') as Comparable, fieldsOf(described, resource)))
}

/** The rows of a table as DuckDB reads its Parquet files, in their order. */
export async function rowsInParquet(
  duckdb: DuckDBConnection,
  described: Described,
  resource: string,
): Promise<Comparable[]> {
  const list = pathsOf(described, resource).map((path) => `'${path}'`)
  const result = await duckdb.runAndReadAll(
    `select * from read_parquet([${list.join(', ')}], hive_partitioning = false)`,
  )
  return result.getRowObjectsJson().map((row) => comparable(row, fieldsOf(described, resource)))
}

/** The rows of a table as DuckDB reads its CSV files, every value as text. */
export async function rowsInCsv(
  duckdb: DuckDBConnection,
  described: Described,
  resource: string,
): Promise<Comparable[]> {
  const rows: Comparable[] = []
  for (const path of pathsOf(described, resource)) {
    const result = await duckdb.runAndReadAll(
      `select * from read_csv('${path}', all_varchar = true, header = true, delim = ',', quote = '"', escape = '"',
         allow_quoted_nulls = false, hive_partitioning = false)`,
    )
    rows.push(...result.getRowObjectsJson())
  }
  return rows.map((row) => comparable(row, fieldsOf(described, resource)))
}

/** The rows of a table's NDJSON files. */
export async function rowsInNdjson(
  folder: string,
  described: Described,
  resource: string,
): Promise<Comparable[]> {
  const rows: Comparable[] = []
  for (const path of pathsOf(described, resource)) {
    const text = await readFile(join(folder, path), 'utf8')
    for (const line of text.split('\n')) if (line !== '') rows.push(JSON.parse(line) as Comparable)
  }
  return rows.map((row) => comparable(row, fieldsOf(described, resource)))
}

/** A row in one form, whatever it was read from: instants as milliseconds, JSON and lists as values. */
function comparable(row: Comparable, fields: ReadonlyMap<string, string>): Comparable {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, comparableValue(value, fields.get(name) ?? '')]),
  )
}

function comparableValue(value: unknown, type: string): unknown {
  if (value === null) return null
  if (type === 'datetime' && typeof value === 'string')
    return Date.parse(value.replace(' ', 'T').replace(/\+00$/, 'Z'))
  const isText = typeof value === 'string'
  const isWritten = type === 'object' || type === 'array' || type === 'integer' || type === 'boolean'
  return isText && isWritten ? (JSON.parse(value) as unknown) : value
}

function resourceOf(described: Described, name: string) {
  const resource = described.resources.find((each) => each.name === name)
  if (!resource) throw new Error(`the Data Package has no resource ${name}`)
  return resource
}

function pathsOf(described: Described, name: string): readonly string[] {
  return [resourceOf(described, name).path].flat()
}

function fieldsOf(described: Described, name: string): ReadonlyMap<string, string> {
  return new Map(resourceOf(described, name).schema.fields.map((field) => [field.name, field.type]))
}
