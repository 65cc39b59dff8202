import { plural } from '../model/plural.ts'
import { readFile } from 'node:fs/promises'
import { addAbortSignal } from 'node:stream'
import { text } from 'node:stream/consumers'
import { Command, InvalidArgumentError, Option } from 'commander'
import { stringify } from 'csv-stringify/sync'
import { describeError, Stopped, UsageError } from '../base/errors.ts'
import { ask, requireStatement } from '../load/warehouse/ask.ts'
import type { TextResult, Warehouse } from '../load/warehouse/warehouse.ts'
import type { App, CommonFlags } from './command.ts'
import { readAppConfig, withWarehouse } from './app.ts'
import { duration } from './duration.ts'
import { columnWidths, tableHead, tableRows } from './terminal.ts'

type Format = 'table' | 'json' | 'csv'

interface Flags extends CommonFlags {
  readonly format: Format
  readonly file?: string
  readonly param?: Readonly<Record<string, string>>
  readonly timeout?: Temporal.Duration
}

/** Writes the parts of a result as they arrive. */
interface Writer {
  readonly part: (result: TextResult) => Promise<void>
  readonly end: () => Promise<void>
}

/** Rows that decide the layout of a table's columns. */
const ROWS_FOR_LAYOUT = 1000
const ROWS_AT_ONCE = 100

const HELP = `
Rows are printed as they come, and what is held of them does not grow with their number. Without a statement it is read
from --file, or from standard input. A value for :name in the statement is text, of the type that its place asks for.

In JSON, numbers that need not fit a double (bigint, as of count(*), and numeric) are strings, instants are
ISO 8601 in UTC with milliseconds, arrays are arrays and json is JSON. A table shows control characters as \\t or \\x1b.

Example:
  $ npx paperboy sql "SELECT day, count(*) FROM paper_days GROUP BY day ORDER BY day"
  $ npx paperboy sql --param week=2025-W39 "SELECT * FROM top_of_week(:week)"
  $ npx paperboy sql --file top.sql --timeout 30s --format csv > top.csv`

/** `paperboy sql` */
export function sqlCommand(app: App): Command {
  return new Command('sql')
    .argument('[statement]', 'one SQL statement')
    .option('--file <file>', 'a file that holds the statement')
    .option(
      '--param <name=value>',
      'a value for :name in the statement; may be given several times',
      parameter,
    )
    .option('--timeout <length>', 'stop the statement after this long, such as 30s or 5m', duration)
    .addOption(
      new Option('--format <format>', 'how to print the rows')
        .choices(['table', 'json', 'csv'])
        .default('table'),
    )
    .addHelpText('after', HELP)
    .action(async (typed: string | undefined, _options, command: Command) => {
      const flags = command.optsWithGlobals<Flags>()
      const asked = command.getOptionValueSource('format') === 'cli' ? flags.format : null
      if (flags.json === true && asked !== null && asked !== 'json')
        throw new UsageError(`--format ${asked} and --json ask for two formats: give one of them`)
      const format = flags.json === true ? 'json' : flags.format
      const statement = await readStatement(app, typed, flags.file)
      requireStatement(statement)
      const asking = {
        parameters: flags.param ?? {},
        signal: app.signal,
        ...(flags.timeout === undefined ? {} : { timeoutMs: flags.timeout.total('milliseconds') }),
      }
      const config = await readAppConfig(flags)
      await withWarehouse(config, 'read', async (warehouse) => {
        const writer = await chooseWriter(app, format, warehouse)
        try {
          for await (const part of ask(warehouse, statement, asking)) await writer.part(part)
          await writer.end()
        } catch (error) {
          throw app.signal.aborted ? new Stopped('stopped before the last row', { cause: error }) : error
        }
      })
    })
}

function parameter(given: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [whole, name, value] = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(given) ?? []
  if (whole === undefined || name === undefined)
    throw new InvalidArgumentError('Expected a name and a value such as day=2025-09-22.')
  if (Object.hasOwn(before, name)) throw new InvalidArgumentError(`The name ${name} already has a value.`)
  return { ...before, [name]: value ?? '' }
}

/** Reads the statement from the words, a file, or standard input. */
async function readStatement(app: App, typed: string | undefined, file: string | undefined): Promise<string> {
  if (typed !== undefined && file !== undefined)
    throw new UsageError(`--file ${file} and a statement are two statements: give one of them`)
  if (typed !== undefined && typed !== '-') return typed
  if (file !== undefined && file !== '-') {
    try {
      return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '')
    } catch (error) {
      throw new UsageError(
        `${file} can't be read: ${describeError(error)}; name a file with one SQL statement`,
        {
          cause: error,
        },
      )
    }
  }
  if (typed === undefined && file === undefined && process.stdin.isTTY)
    throw new UsageError('no statement: type it after "paperboy sql", or name a file with --file')
  try {
    return await text(addAbortSignal(app.signal, process.stdin))
  } catch (error) {
    throw app.signal.aborted ? new Stopped('stopped before the statement was read', { cause: error }) : error
  }
}

async function chooseWriter(app: App, format: Format, warehouse: Warehouse): Promise<Writer> {
  if (format === 'table') return tableWriter(app)
  return format === 'csv' ? csvWriter(app) : jsonWriter(app, warehouse)
}

function csvWriter({ terminal }: App): Writer {
  let isFirst = true
  return {
    part: async ({ fields, rows }) => {
      const header = isFirst ? [fields.map(({ name }) => name)] : []
      isFirst = false
      await terminal.write(stringify([...header, ...rows]))
    },
    end: async () => undefined,
  }
}

async function jsonWriter({ terminal }: App, warehouse: Warehouse): Promise<Writer> {
  const { arrayTypes, rowsAsJson } = await import('./sql-json.ts')
  let arrays: Awaited<ReturnType<typeof arrayTypes>> | null = null
  let before = '['
  return {
    part: async (result) => {
      arrays ??= await arrayTypes(warehouse, result)
      const rows = rowsAsJson(result, arrays)
      if (rows !== '') {
        await terminal.write(`${before}${rows}`)
        before = ','
      }
    },
    end: async () => terminal.write(before === '[' ? '[]\n' : ']\n'),
  }
}

function tableWriter({ terminal }: App): Writer {
  let header: readonly string[] = []
  let held: string[][] = []
  let widths: readonly number[] | null = null
  let count = 0
  const flush = async () => {
    if (widths === null) {
      widths = columnWidths(header, held.slice(0, ROWS_FOR_LAYOUT), terminal.width)
      await terminal.write(tableHead(header, widths))
    }
    const rows = held
    held = []
    // Rendering a table takes many times its size in memory.
    for (let at = 0; at < rows.length; at += ROWS_AT_ONCE)
      await terminal.write(tableRows(rows.slice(at, at + ROWS_AT_ONCE), widths))
  }
  return {
    part: async ({ fields, rows }) => {
      header = fields.map(({ name }) => name)
      count += rows.length
      if (header.length === 0) return
      for (const row of rows) held.push(row.map((value) => value ?? ''))
      if (held.length >= ROWS_FOR_LAYOUT) await flush()
    },
    end: async () => {
      if (header.length > 0) await flush()
      const told = `(${plural(count, 'row')})\n`
      await terminal.write(header.length > 0 ? `\n${told}` : told)
    },
  }
}
