import { Command, CommanderError, Option } from 'commander'
import { VERSION } from '../base/version.ts'
import { UsageError } from '../base/errors.ts'
import type { HelpDocument, VersionDocument } from '../outputs/program.ts'
import { FEATURES } from '../features.ts'
import { type App, COMMAND_GROUPS, type CommandEntry } from './command.ts'
import { CommandGroup } from './command-group.ts'

/** The pipeline's own commands. */
const CORE: readonly CommandEntry[] = [
  {
    name: 'nightly',
    group: 'Collect',
    about:
      "run the night, as from cron: yesterday and today, missed, failed and due days, followed listings, papers' pages",
    load: async () => (await import('./nightly.ts')).nightlyCommand,
  },
  {
    name: 'backfill',
    group: 'Collect',
    about: 'fetch a range of days; by default those never loaded and those that failed',
    load: async () => (await import('./backfill.ts')).backfillCommand,
  },
  {
    name: 'fetch',
    group: 'Collect',
    about: 'fetch the named listings now',
    load: async () => (await import('./fetch.ts')).fetchCommand,
  },
  {
    name: 'import',
    group: 'Collect',
    about:
      'import saved responses (.html, .json, .txt, each also .gz; .warc.gz of "export") through the same stages as fetched ones',
    load: async () => (await import('./import.ts')).importCommand,
  },
  {
    name: 'history',
    group: 'Collect',
    about: 'import or delete votes, comments and stars that another collector saw',
    load: async () => (await import('./history.ts')).historyCommand,
  },
  {
    name: 'export',
    group: 'Operate',
    about: 'export the stored responses as a WARC 1.1 file, which "import" reads',
    load: async () => (await import('./export.ts')).exportCommand,
  },
  {
    name: 'captures',
    group: 'Operate',
    about: 'list, show, move or forget stored responses',
    load: async () => (await import('./captures.ts')).capturesCommand,
  },
  {
    name: 'replay',
    group: 'Operate',
    about: 'read stored captures again, offline',
    load: async () => (await import('./replay.ts')).replayCommand,
  },
  {
    name: 'status',
    group: 'Operate',
    about: 'show problems and the commands that fix them, listings, last runs, and what is due',
    load: async () => (await import('./status.ts')).statusCommand,
  },
  {
    name: 'quarantine',
    group: 'Operate',
    about: 'list entries that could not be read, or retry them after a fix',
    load: async () => (await import('./quarantine.ts')).quarantineCommand,
  },
  {
    name: 'papers',
    group: 'Query',
    about: 'search papers by day, week, month, words, organization, author, keyword, votes or momentum',
    load: async () => (await import('./papers.ts')).papersCommand,
  },
  {
    name: 'paper',
    group: 'Query',
    about: 'show one paper: its days, growth of votes, versions and links',
    load: async () => (await import('./paper.ts')).paperCommand,
  },
  {
    name: 'sql',
    group: 'Query',
    about: 'query the warehouse, read only',
    load: async () => (await import('./sql.ts')).sqlCommand,
  },
  {
    name: 'db',
    group: 'Operate',
    about: 'manage the warehouse: migrate, grant, prune, dump, restore, serve',
    load: async () => (await import('./db.ts')).dbCommand,
  },
  {
    name: 'config',
    group: 'Operate',
    about: 'show the settings and their sources, secrets masked',
    load: async () => (await import('./config.ts')).configCommand,
  },
  {
    name: 'demo',
    group: 'Query',
    about: 'crawl a week from a replica of the site on this machine into a throw-away warehouse',
    load: async () => (await import('./demo.ts')).demoCommand,
  },
]

/** All commands, by group. */
const COMMANDS = [...CORE, ...FEATURES.flatMap(({ commands = [] }) => commands)].toSorted(
  (one, other) => COMMAND_GROUPS.indexOf(one.group) - COMMAND_GROUPS.indexOf(other.group),
)

/** As in the setting; the reader of settings is not loaded for help. */
const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const

const EXIT_CODES = `
Exit codes: 0 done, 1 bug, 2 usage, 65 page changed, 69 site or server unreachable, 75 partial or temporary
(a later run may get the rest), 78 configuration, 130 or 143 stopped by a signal.`

/**
 * Creates the command line. Throws commander's errors instead of exiting.
 *
 * @param words what was typed: other commands have only their name and description, since
 *   loading everything takes seconds. Default: all commands are loaded
 */
export async function createProgram(app: App, words?: readonly string[]): Promise<Command> {
  // Git takes longer than everything else at startup.
  const isVersionAsked = words?.some((word) => word === '--version' || word === '-V') ?? false
  const schemas = asksFor('--schema', words ?? []) ? await schemasOf(words ?? []) : ''
  const program = new CommandGroup('paperboy')
    .description('Keeps every list of the Hugging Face Daily Papers, with its history, in Postgres.')
    .version(isVersionAsked ? (await import('../base/version-text.ts')).versionText() : VERSION)
    .option('--home <folder>', 'data folder (PAPERBOY_HOME; default .paperboy)')
    .option('--database-url <url>', 'warehouse (DATABASE_URL; default embedded)')
    .option('--site [url]', 'base address of the site or a replica (PAPERBOY_SITE)')
    .addOption(
      new Option('--log-level <level>', 'minimum level of log lines (PAPERBOY_LOG)').choices(LOG_LEVELS),
    )
    .option('--json', 'print results and errors as one JSON document on stdout')
    .option('--schema', 'print the JSON Schema of the output of --json, and exit')
    .on('option:schema', () => {
      if (schemas === '')
        throw new UsageError(
          '--schema: expected a command that prints documents; all schemas: npx paperboy --schema',
        )
      app.terminal.out(schemas)
      throw new CommanderError(0, 'paperboy.schema', '')
    })
    .addHelpText('after', `${EXIT_CODES}\n\nExample:\n  $ npx paperboy nightly\n  $ npx paperboy status`)
  // The demo has its own site, and accepts the bare flag for its pages.
  program.hook('preAction', (_program, command) => {
    if (command.name() !== 'demo' && command.optsWithGlobals<{ site?: string | true }>().site === true)
      throw new UsageError('--site: expected an address, as in --site http://127.0.0.1:9911')
  })
  const areAllWhole =
    words === undefined || COMMANDS.some(({ name, needsAll }) => needsAll === true && words.includes(name))
  for (const { name, group, about, load } of COMMANDS) {
    const command = areAllWhole || words.includes(name) ? (await load())(app) : new Command(name)
    program.addCommand(command.description(about).helpGroup(`${group}:`))
  }
  for (const each of [
    program,
    ...program.commands,
    ...program.commands.flatMap((command) => command.commands),
  ]) {
    each.showHelpAfterError('(add --help for its options and an example)')
    tellByApp(each, app, asksForJson(words ?? []))
  }
  return program
}

/** True if the words ask for JSON; checked before parsing, since parsing may fail. */
export function asksForJson(words: readonly string[]): boolean {
  return asksFor('--json', words)
}

function asksFor(flag: string, words: readonly string[]): boolean {
  const end = words.indexOf('--')
  return words.slice(0, end === -1 ? words.length : end).includes(flag)
}

async function schemasOf(words: readonly string[]): Promise<string> {
  const { schemasFor } = await import('../outputs/output-schemas.ts')
  return schemasFor(words)
}

/**
 * Makes the app print commander's help and version, with `--json` as a document. Commander's errors are
 * thrown instead of exiting.
 */
function tellByApp(command: Command, { terminal }: App, isJson: boolean): void {
  let said = ''
  command.configureOutput({ writeOut: (text) => (said += text) }).exitOverride((error) => {
    const text = said.trimEnd()
    said = ''
    if (text === '') throw error
    if (!isJson) terminal.out(text)
    else if (error.code === 'commander.version')
      terminal.out(JSON.stringify({ version: text } satisfies VersionDocument))
    else terminal.out(JSON.stringify({ help: text } satisfies HelpDocument))
    throw error
  })
}
