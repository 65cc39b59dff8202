import { Command } from 'commander'
import { findCaptures, forget } from '../../jobs/load/captures.ts'
import { EXIT, UsageError } from '../base/errors.ts'
import { readBody, type CaptureFilter } from '../load/captures/capture-store.ts'
import { type CaptureRow, listCaptures } from '../load/captures/list-captures.ts'
import { countToMove, moveBodies } from '../load/captures/move-bodies.ts'
import { listingName } from '../model/listing.ts'
import type { CaptureList, CaptureShown, CapturesForgotten, CapturesMoved } from '../outputs/captures.ts'
import type { App, CommonFlags } from './command.ts'
import { readAppConfig, readJobConfig, todayOf, withJob, withWarehouse } from './app.ts'
import { listingFrom } from './fetch.ts'
import { parseOpenRange } from './parse-days.ts'
import { createProgress } from './progress.ts'
import { requireFolder } from './require-folder.ts'
import { textTable } from './terminal.ts'

interface ListFlags extends CommonFlags {
  readonly listing?: string
  readonly from?: string
  readonly to?: string
}

interface ForgetFlags extends CommonFlags {
  readonly reason?: string
  readonly yes?: boolean
}

const ROWS_SHOWN = 100

/** `paperboy captures list`, `show`, `forget` and `move` */
export function capturesCommand(app: App): Command {
  return new Command('captures')
    .addCommand(listCommand(app), { isDefault: true })
    .addCommand(showCommand(app))
    .addCommand(forgetCommand(app))
    .addCommand(moveCommand(app))
    .addHelpText('after', '\nExample:\n  $ npx paperboy captures list --listing day:2026-06-03')
}

function listCommand(app: App): Command {
  return new Command('list')
    .description('list responses in the order in which they were fetched')
    .option('--listing <listing>', 'only of one listing, such as day:2026-06-03')
    .option('--from <date>', 'only days from this one on')
    .option('--to <date>', 'only days up to this one')
    .addHelpText('after', '\nExample:\n  $ npx paperboy captures list --from 2026-06-01 --to 2026-06-03')
    .action(async (_options, command: Command) => {
      const flags = command.optsWithGlobals<ListFlags>()
      const config = await readAppConfig(flags)
      const filter: CaptureFilter = {
        ...(flags.listing === undefined ? {} : { listing: listingFrom(flags.listing, todayOf(config)) }),
        ...parseOpenRange(flags, todayOf(config)),
      }
      const rows = await withWarehouse(config, 'read', async (warehouse) => listCaptures(warehouse, filter))
      app.terminal.out(
        flags.json
          ? JSON.stringify(rows.map((row) => named(row)) satisfies CaptureList)
          : listText(rows, app.terminal.width),
      )
    })
}

function showCommand(app: App): Command {
  return new Command('show')
    .description('show the metadata of one response, or its body')
    .argument('<number>', 'its id in the list')
    .option('--body', 'print only the body, as stored')
    .addHelpText('after', '\nExample:\n  $ npx paperboy captures show 12 --body > page.html')
    .action(async (number: string, _options, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags & { body?: boolean }>()
      const ids = numbersFrom([number])
      if (flags.body && flags.json)
        throw new UsageError('--body prints the body as stored, which is not JSON: omit --json')
      await withWarehouse(await readAppConfig(flags), 'read', async (warehouse) => {
        const [row] = await findCaptures(warehouse, ids)
        if (!row) return
        // A body may be any bytes, so it is written without a final newline.
        if (flags.body) process.stdout.write((await readBody(warehouse, row.id)) ?? '')
        else app.terminal.out(flags.json ? JSON.stringify(named(row) satisfies CaptureShown) : showText(row))
      })
    })
}

function forgetCommand(app: App): Command {
  return new Command('forget')
    .description('delete responses imported by mistake, and everything read from them')
    .argument('<number...>', 'their ids in the list')
    .option('--reason <text>', 'the reason, kept in their tombstones')
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      '\nExample:\n  $ npx paperboy captures forget 12 --reason "the page of another day"',
    )
    .action(async (given: string[], _options, command: Command) => {
      const flags = command.optsWithGlobals<ForgetFlags>()
      const ids = numbersFrom(given)
      const config = await (flags.yes ? readJobConfig(flags) : readAppConfig(flags))
      const report = (told: CapturesForgotten) =>
        app.terminal.out(flags.json ? JSON.stringify(told) : forgetText(told.forgotten))
      if (!flags.yes) {
        if (!process.stdin.isTTY || !process.stderr.isTTY)
          throw new UsageError('captures forget asks before it deletes, and there is no terminal: add --yes')
        const rows = await withWarehouse(config, 'read', async (warehouse) => findCaptures(warehouse, ids))
        if (!(await confirmed(rows))) {
          report({ run_id: null, exit_code: EXIT.done, held: 0, forgotten: [] })
          return
        }
      }
      await withJob(app, config, async (context) => {
        const { runCounts, runId, ...run } = await forget(context, ids, flags.reason ?? null)
        const exitCode = app.exitWith(run.exitCode)
        const forgotten = (runCounts.rows['forgotten_captures'] ?? 0) > 0 ? ids : []
        report({ run_id: runId, exit_code: exitCode, held: runCounts.held, forgotten })
      })
    })
}

function moveCommand(app: App): Command {
  return new Command('move')
    .description(
      'move stored bodies to the current store: the table, or the folder or bucket of PAPERBOY_CAPTURES',
    )
    .addHelpText('after', '\nExample:\n  $ PAPERBOY_CAPTURES=s3://papers/bodies npx paperboy captures move')
    .action(async (_options, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags>()
      const config = await readAppConfig(flags)
      requireFolder(config)
      await withWarehouse(config, 'write', async (warehouse) => {
        const to = warehouse.bodyStores.current()?.address ?? 'the table'
        const progress = await createProgress(process.stderr.isTTY)
        progress.start(await countToMove(warehouse), 'bodies')
        const { moved, bytes, left } = await moveBodies(warehouse, app.signal, (bodies) =>
          progress.advance('moved', bodies),
        )
        progress.stop(`${moved} moved`)
        for (const reason of left) process.stderr.write(`paperboy: ${reason}\n`)
        const waiting = await countToMove(warehouse)
        const exitCode = app.exitWith(waiting > 0 ? EXIT.tryAgain : EXIT.done)
        app.terminal.out(
          flags.json
            ? JSON.stringify({ to, moved, bytes, left, waiting, exit_code: exitCode } satisfies CapturesMoved)
            : moveText(to, { moved, bytes, waiting }),
        )
      })
    })
}

function moveText(to: string, { moved, bytes, waiting }: { moved: number; bytes: number; waiting: number }) {
  const rest = waiting === 0 ? '' : ` ${waiting} are left: run the same command again.`
  const old =
    moved === 0
      ? ''
      : ' Bodies in a folder or bucket are removed by the first nightly or db prune after an hour.'
  return `${moved} bodies with ${(bytes / 1e6).toFixed(1)} MB moved to ${to}.${rest}${old}`
}

/** Parses ids of captures, each once. */
function numbersFrom(given: readonly string[]): string[] {
  for (const text of given) {
    if (!/^[1-9]\d{0,17}$/.test(text))
      throw new UsageError(`"${text}" is not the id of a capture: "npx paperboy captures list" shows them`)
  }
  return [...new Set(given)]
}

async function confirmed(rows: readonly CaptureRow[]): Promise<boolean> {
  const { confirm } = await import('@clack/prompts')
  const names = rows.map((row) => `capture ${row.id} of ${listingName(row)} (${row.fetched_at})`)
  const message = `Delete ${names.join(', ')} and everything read from ${rows.length === 1 ? 'it' : 'them'}?`
  return (await confirm({ message, initialValue: false, output: process.stderr })) === true
}

function forgetText(ids: readonly string[]): string {
  if (ids.length === 0) return 'Nothing was forgotten.'
  const which = ids.length === 1 ? `Capture ${ids[0]} is` : `Captures ${ids.join(', ')} are`
  return `${which} forgotten, with everything read from ${ids.length === 1 ? 'it' : 'them'}.`
}

function named({ kind, key, ...row }: CaptureRow) {
  return { listing: listingName({ kind, key }), ...row }
}

function listText(rows: readonly CaptureRow[], width: number): string {
  if (rows.length === 0) return 'No response is stored.'
  const cells = rows
    .slice(-ROWS_SHOWN)
    .map((row) => [
      row.id,
      listingName(row),
      row.fetched_at.slice(0, 19).replace('T', ' '),
      row.fetched_with,
      String(row.status),
      String(row.bytes),
      row.era ?? (row.loaded ? 'could not be' : 'not yet'),
      row.url,
    ])
  const header = ['number', 'listing', 'captured (UTC)', 'with', 'status', 'bytes', 'read by', 'from']
  const hidden = rows.length - cells.length
  const more = hidden > 0 ? `\n${hidden} older ones are not shown; all of them with --json` : ''
  return `${textTable(header, cells, width)}${more}`
}

function showText(row: CaptureRow): string {
  const { headers, ...rest } = named(row)
  const fields = Object.entries(rest).map(
    ([name, value]) => `${name}: ${value === null ? '' : String(value)}`,
  )
  return [...fields, ...Object.entries(headers).map(([name, value]) => `header ${name}: ${value}`)].join('\n')
}
