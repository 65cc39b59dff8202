import { Command, Option } from 'commander'
import { writeDataset } from '../jobs/write-dataset.ts'
import { UsageError } from '../../../base/errors.ts'
import type { DatasetWritten } from '../documents.ts'
import { type Format, FORMATS, isFormat } from '../formats.ts'
import type { App, CommonFlags } from '../../../commands/command.ts'
import { readAppConfig, todayOf, withWarehouse } from '../../../commands/app.ts'
import { CommandGroup } from '../../../commands/command-group.ts'
import { parseDay } from '../../../commands/parse-days.ts'

interface Flags extends CommonFlags {
  readonly format: string
  readonly since?: string
}

/** `paperboy dataset` */
export function datasetCommand(app: App): Command {
  return new CommandGroup('dataset')
    .addCommand(exportCommand(app))
    .addHelpText('after', '\nExample:\n  $ npx paperboy dataset export daily-papers')
}

function exportCommand(app: App): Command {
  const format = new Option('--format <formats>', 'one or several, separated by commas').default('parquet')
  // Offered and not enforced: several may be given, separated by commas.
  format.argChoices = Object.keys(FORMATS)
  return new Command('export')
    .description('write the warehouse as a data set: tables by month, with documents and checksums')
    .argument('<folder>', 'a new or empty folder, or an older data set, whose unchanged files stay')
    .addOption(format)
    .option('--since <date>', 'reread only the months from this day on; earlier ones stay as they are')
    .addHelpText('after', '\nExample:\n  $ npx paperboy dataset export daily-papers --format parquet,csv')
    .action(async (folder: string, _options, command: Command) => {
      const flags = command.optsWithGlobals<Flags>()
      const formats = parseFormats(flags.format)
      const config = await readAppConfig(flags)
      const since =
        flags.since === undefined ? {} : { since: parseDay(flags.since, '--since', todayOf(config)) }
      await withWarehouse(config, 'read', async (warehouse) => {
        const report = await writeDataset({ warehouse, signal: app.signal }, { folder, formats, ...since })
        const { files, changed, bytes, rows } = report
        app.terminal.out(
          flags.json === true
            ? JSON.stringify({ folder, files, changed, bytes, rows } satisfies DatasetWritten)
            : `${folder}: ${files} files, ${changed} of them new or changed; README.md there describes them.`,
        )
      })
    })
}

function parseFormats(typed: string): [Format, ...Format[]] {
  const names = [...new Set(typed.split(',').map((name) => name.trim()))]
  const known = names.filter((name) => isFormat(name))
  const [first, ...others] = known
  if (first === undefined || known.length < names.length)
    throw new UsageError(
      `--format ${typed}: expected ${Object.keys(FORMATS).join(', ')}, or several separated by commas, as in --format parquet,csv`,
    )
  return [first, ...others]
}
