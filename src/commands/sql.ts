import { Command, Option } from 'commander'
import { stringify } from 'csv-stringify/sync'
import { QueryRefused, UsageError } from '../errors.ts'
import type { TextResult, Warehouse } from '../load/warehouse/warehouse.ts'
import { type App, type CommonFlags, configOf, withWarehouse } from './app.ts'
import { resultTable } from './terminal.ts'

type Format = 'table' | 'json' | 'csv'

/** `paperboy sql` */
export function sqlCommand(app: App): Command {
  return new Command('sql')
    .argument('<statement>', 'one SQL statement')
    .addOption(
      new Option('--format <format>', 'how to print the rows')
        .choices(['table', 'json', 'csv'])
        .default('table'),
    )
    .addHelpText(
      'after',
      '\nIn JSON, numbers that need not fit a double (bigint, as of count(*), and numeric) are strings, instants are\n' +
        'ISO 8601 in UTC with milliseconds, arrays are arrays and json is JSON.\n' +
        '\nExample:\n  $ npx paperboy sql "SELECT day, count(*) FROM paper_days GROUP BY day ORDER BY day"',
    )
    .action(async (statement: string, _options, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags & { format: Format }>()
      const asked = command.getOptionValueSource('format') === 'cli' ? flags.format : null
      if (flags.json === true && asked !== null && asked !== 'json')
        throw new UsageError(`--format ${asked} and --json ask for two formats: give one of them`)
      const format = flags.json === true ? 'json' : flags.format
      if (statement.trim() === '') throw new UsageError(`the statement is empty: ${EXPECTED}`)
      const config = await configOf(flags)
      await withWarehouse(config, 'read', async (warehouse) => {
        const result = await answerOf(warehouse, statement)
        const { out, width } = app.terminal
        if (format !== 'json') {
          out(render(result, format, width))
          return
        }
        const { arrayTypes, rowsAsJson } = await import('./sql-json.ts')
        out(rowsAsJson(result, await arrayTypes(warehouse, result)))
      })
    })
}

const EXPECTED = 'expected one that reads, such as "SELECT * FROM coverage"'

async function answerOf(warehouse: Pick<Warehouse, 'readOnly'>, statement: string): Promise<TextResult> {
  let result: TextResult
  try {
    result = await warehouse.readOnly(statement)
  } catch (error) {
    throw refused(statement, error)
  }
  if (result.fields.length === 0 && result.rows.length === 0)
    throw new UsageError(`the statement gives no columns: ${EXPECTED}`)
  return result
}

function render({ fields, rows }: TextResult, format: 'table' | 'csv', width: number): string {
  const names = fields.map(({ name }) => name)
  if (format === 'csv') return stringify([names, ...rows]).trimEnd()
  const count = `(${rows.length} ${rows.length === 1 ? 'row' : 'rows'})`
  return names.length === 0 ? count : `${resultTable({ fields, rows }, width)}\n${count}`
}

/** The database's own words, and a mark under the place that they mean. */
function refused(statement: string, error: unknown): Error {
  if (!(error instanceof Error) || !('code' in error))
    return error instanceof Error ? error : new Error(String(error))
  if (error.code === '42601' && error.message.includes('multiple commands'))
    return new QueryRefused('these are several statements: give one at a time', { cause: error })
  const position = 'position' in error ? Number(error.position) : Number.NaN
  const before = statement.slice(0, Math.max(0, position - 1))
  const line = statement.split('\n')[before.split('\n').length - 1] ?? ''
  const mark = Number.isNaN(position)
    ? ''
    : `\n  ${line}\n  ${' '.repeat(before.split('\n').at(-1)?.length ?? 0)}^`
  const hint = error.code === '25006' ? ': "paperboy sql" only reads; write with psql, at your own risk' : ''
  return new QueryRefused(`${error.message}${hint}${mark}`, { cause: error })
}
