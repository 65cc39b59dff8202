import { Command, Option } from 'commander'
import { stringify } from 'csv-stringify/sync'
import { QueryRefused } from '../errors.ts'
import type { TextResult } from '../load/warehouse/warehouse.ts'
import { type App, type CommonFlags, configOf, withWarehouse } from './app.ts'
import { resultTable } from './terminal.ts'

type Format = 'table' | 'json' | 'csv'

/** `paperboy sql` */
export function sqlCommand(app: App): Command {
  return new Command('sql')
    .description('query the warehouse, read only')
    .argument('<statement>', 'one SQL statement')
    .addOption(
      new Option('--format <format>', 'how to print the rows')
        .choices(['table', 'json', 'csv'])
        .default('table'),
    )
    .addHelpText(
      'after',
      '\nExample:\n  $ npx paperboy sql "SELECT day, count(*) FROM paper_days GROUP BY day ORDER BY day"',
    )
    .action(async (statement: string, _options, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags & { format: Format }>()
      const config = await configOf(flags)
      const result = await withWarehouse(config, 'read', async (warehouse) => {
        try {
          return await warehouse.readOnly(statement)
        } catch (error) {
          throw refused(statement, error)
        }
      })
      app.terminal.out(render(result, flags.json ? 'json' : flags.format, app.terminal.width))
    })
}

function render(result: TextResult, format: Format, width: number): string {
  const { fields, rows } = result
  const names = fields.map(({ name }) => name)
  switch (format) {
    case 'csv':
      return stringify([names, ...rows]).trimEnd()
    case 'json':
      return JSON.stringify(
        rows.map((row) =>
          Object.fromEntries(fields.map(({ name, typeId }, index) => [name, jsonValue(row[index], typeId)])),
        ),
      )
    case 'table': {
      const count = `(${rows.length} ${rows.length === 1 ? 'row' : 'rows'})`
      if (names.length === 0) return count
      return `${resultTable(result, width)}\n${count}`
    }
  }
}

/** Object ids of Postgres's own types, from its catalog pg_type. */
const TYPE = {
  bool: 16,
  int8: 20,
  int2: 21,
  int4: 23,
  json: 114,
  float4: 700,
  float8: 701,
  jsonb: 3802,
  textArray: 1009,
} as const

/** A value of a result as JSON has it. Whole numbers too large for JSON's, and numerics, stay text. */
function jsonValue(text: string | null | undefined, typeId: number): unknown {
  if (text === null || text === undefined) return null
  switch (typeId) {
    case TYPE.bool:
      return text === 't' || text === 'true'
    case TYPE.int2:
    case TYPE.int4:
    case TYPE.float4:
    case TYPE.float8:
      return Number.isFinite(Number(text)) ? Number(text) : text
    case TYPE.int8:
      return Number.isSafeInteger(Number(text)) ? Number(text) : text
    case TYPE.json:
    case TYPE.jsonb:
      return JSON.parse(text) as unknown
    case TYPE.textArray:
      return textArray(text)
    default:
      return text
  }
}

/** The elements of a one-dimensional text array as Postgres writes it: `{plain,"with \"quotes\"",NULL}`. */
function textArray(text: string): (string | null)[] {
  return [...text.slice(1, -1).matchAll(/"((?:[^"\\]|\\.)*)"|([^,]+)/gs)].map(([, quoted, plain]) => {
    if (quoted !== undefined) return quoted.replace(/\\(.)/gs, '$1')
    return plain === 'NULL' || plain === undefined ? null : plain
  })
}

/** The database's own words, and a mark under the place that they mean. */
function refused(statement: string, error: unknown): Error {
  if (!(error instanceof Error) || !('code' in error))
    return error instanceof Error ? error : new Error(String(error))
  const position = 'position' in error ? Number(error.position) : Number.NaN
  const before = statement.slice(0, Math.max(0, position - 1))
  const line = statement.split('\n')[before.split('\n').length - 1] ?? ''
  const mark = Number.isNaN(position)
    ? ''
    : `\n  ${line}\n  ${' '.repeat(before.split('\n').at(-1)?.length ?? 0)}^`
  const hint = error.code === '25006' ? ': "paperboy sql" only reads; write with psql, at your own risk' : ''
  return new QueryRefused(`${error.message}${hint}${mark}`, { cause: error })
}
