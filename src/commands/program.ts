import { type Command, Option } from 'commander'
import { VERSION } from '../../jobs/version.ts'
import type { App } from './app.ts'
import { backfillCommand } from './backfill.ts'
import { capturesCommand } from './captures.ts'
import { CommandGroup } from './command-group.ts'
import { configCommand } from './config.ts'
import { dbCommand } from './db.ts'
import { demoCommand } from './demo.ts'
import { exportCommand } from './export.ts'
import { fetchCommand } from './fetch.ts'
import { importCommand } from './import.ts'
import { nightlyCommand } from './nightly.ts'
import { quarantineCommand } from './quarantine.ts'
import { replayCommand } from './replay.ts'
import { sqlCommand } from './sql.ts'
import { statusCommand } from './status.ts'

const EXIT_CODES = `
Exit codes: 0 done, 1 bug, 2 usage, 65 page changed, 69 site or server unreachable, 75 partial or temporary
(run again), 78 configuration, 130 or 143 stopped by a signal.`

/** The whole command line. Throws commander's errors instead of exiting. */
export function createProgram(app: App): Command {
  const program = new CommandGroup('paperboy')
    .description('Keeps every list of the Hugging Face Daily Papers, with its history, in Postgres.')
    .version(VERSION)
    .option('--home <folder>', 'data folder (PAPERBOY_HOME; default .paperboy)')
    .option('--database-url <url>', 'warehouse (DATABASE_URL; default embedded)')
    .option('--site <url>', 'base address of the site or a replica (PAPERBOY_SITE)')
    .addOption(new Option('--log-level <level>', 'debug, info, warn, error or silent (PAPERBOY_LOG)'))
    .option('--json', 'print results, and errors too, as one JSON document on stdout')
    .addHelpText('after', `${EXIT_CODES}\n\nExample:\n  $ npx paperboy nightly\n  $ npx paperboy status`)
  const commands = [
    nightlyCommand,
    backfillCommand,
    fetchCommand,
    importCommand,
    exportCommand,
    capturesCommand,
    replayCommand,
    statusCommand,
    quarantineCommand,
    sqlCommand,
    dbCommand,
    configCommand,
    demoCommand,
  ]
  for (const create of commands) program.addCommand(create(app))
  for (const each of [
    program,
    ...program.commands,
    ...program.commands.flatMap((command) => command.commands),
  ]) {
    each.exitOverride().showHelpAfterError('(add --help for what it takes and an example)')
  }
  return program
}
