import type { Command } from 'commander'
import { basename } from 'node:path'
import { forgetHistory, type HistoryResult, importHistory } from '../../jobs/import/import-history.ts'
import { EXIT, UsageError } from '../base/errors.ts'
import { OWN_SOURCE } from '../model/outside-count.ts'
import type { HistoryImport } from '../outputs/runs.ts'
import { rowsWritten } from '../../jobs/run/run-counts.ts'
import type { App, CommonFlags } from './command.ts'
import { CommandGroup } from './command-group.ts'
import { requireFile } from './require-file.ts'
import { readAppConfig, readJobConfig, withJob } from './app.ts'
import { snakeCase } from './json.ts'

interface Flags extends CommonFlags {
  readonly source?: string
  readonly yes?: boolean
}

/** A name without commas, which separate names. */
const NAME = /^[\p{L}\p{N}][^,\p{C}]{0,79}$/u

const FORMAT = `
A history is CSV with a header or NDJSON, plain or gzip: paper_id, observed_at, and any of upvotes, comments, stars.

Example:
  $ npx paperboy history import votes-2024.csv.gz --source "someone's votes"`

/** `paperboy history` */
export function historyCommand(app: App): Command {
  const group = new CommandGroup('history').addHelpText('after', FORMAT)
  group
    .command('import')
    .description('import votes, comments and stars that another collector saw')
    .argument('<file>', 'CSV or NDJSON, also gzip')
    .option('--source <name>', "the other collector's name; default: the file's name")
    .addHelpText('after', FORMAT)
    .action(async (file: string, _options, command: Command) => {
      await requireFile(file)
      await importFrom(app, file, command.optsWithGlobals<Flags>())
    })
  group
    .command('delete')
    .description('delete all counts of another collector')
    .argument('<source>', "the other collector's name")
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  $ npx paperboy history delete votes-2024 --yes')
    .action(async (source: string, _options, command: Command) =>
      deleteHistory(app, source, command.optsWithGlobals<Flags>()),
    )
  return group
}

async function importFrom(app: App, path: string, flags: Flags): Promise<void> {
  const source = flags.source ?? basename(path).replace(/(?:\.(?:csv|ndjson|jsonl|json|txt))?(?:\.gz)?$/i, '')
  if (!NAME.test(source)) {
    throw new UsageError(
      `"${source}" is not a valid source name: expected a letter or digit first, no comma, at most 80 characters`,
    )
  }
  if (source === OWN_SOURCE)
    throw new UsageError(`"${source}" is reserved for Paperboy's own counts: give --source another name`)
  await withJob(app, await readJobConfig(flags), async (context) =>
    report(app, await importHistory(context, path, source), flags),
  )
}

async function deleteHistory(app: App, source: string, flags: Flags): Promise<void> {
  const config = await (flags.yes ? readJobConfig(flags) : readAppConfig(flags))
  if (!flags.yes) {
    if (!process.stdin.isTTY || !process.stderr.isTTY)
      throw new UsageError('"history delete" asks before it deletes, and there is no terminal: add --yes')
    const { confirm } = await import('@clack/prompts')
    const message = `Delete all counts of "${source}"?`
    if ((await confirm({ message, initialValue: false, output: process.stderr })) !== true) {
      const nothing = { lines: 0, rejected_lines: 0, conflicts: 0, rejections: [], rows: {} }
      const document = { run_id: null, exit_code: EXIT.done, source, ...nothing } satisfies HistoryImport
      app.terminal.out(flags.json ? JSON.stringify(document) : 'Nothing was deleted.')
      return
    }
  }
  await withJob(app, config, async (context) => report(app, await forgetHistory(context, source), flags))
}

function report(app: App, result: HistoryResult, { json = false }: Flags): void {
  const { runCounts, runId, source, conflicts, rejections } = result
  const exitCode = app.exitWith(result.exitCode)
  const { lines, rejectedLines, rows } = runCounts
  app.terminal.out(
    json
      ? JSON.stringify({
          ...snakeCase({ runId, exitCode, source, lines, rejectedLines, conflicts }),
          rejections,
          rows,
        } satisfies HistoryImport)
      : textOf(result),
  )
}

function textOf({ runCounts, runId, source, conflicts, rejections }: HistoryResult): string {
  const { lines, rejectedLines } = runCounts
  const parts = [
    lines > 0 && `${lines} lines of "${source}" read`,
    rejectedLines > 0 && `${rejectedLines} of them rejected`,
    `${rowsWritten(runCounts)} rows written`,
  ]
  const told = [
    `Run ${runId}: ${parts.filter((part) => part !== false).join(', ')}.`,
    ...rejections.map(({ line, reason }) => `line ${line}: ${reason}`),
    ...(rejectedLines > rejections.length ? [`and ${rejectedLines - rejections.length} more`] : []),
    ...(conflicts > 0
      ? [
          `${conflicts} counts differ between sources: npx paperboy sql "select * from history_conflicts" shows them`,
        ]
      : []),
  ]
  return told.join('\n')
}
