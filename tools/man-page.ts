import type { Command } from 'commander'
import {
  allCommands,
  type CommandTree,
  commandTree,
  type Flag,
  type Value,
} from '../src/features/shell/command-tree.ts'
import { knownSettings } from '../src/commands/app.ts'
import { EXIT, EXIT_MEANINGS } from '../src/base/errors.ts'

const SETTINGS = await knownSettings()

/** What the program keeps or reads beside its settings. */
const FILES = [
  ['.paperboy/', 'the data folder: the embedded warehouse with its lock and dumps'],
  ['.paperboy/health.json', 'how the last run ended, for watchers'],
  ['.paperboy/metrics.prom', 'the same for collectors of OpenMetrics'],
  ['.paperboy/outbox/', 'mails as .eml files, where no mail server is set'],
  ['paperboy.config.json', 'settings by name, in the working folder; also .yaml, .yml, .ts, .mjs or .js'],
] as const

/**
 * The manual page, in mdoc: made from what the program's own help is made from.
 *
 * @param program with all commands whole
 * @param edition the version, and the day that the page is of, such as `2026-06-03`; null where none is known
 */
export function manPage(program: Command, edition: { version: string; day: string | null }): string {
  const tree = commandTree(program)
  const texts = helpTexts(program)
  const named = tree.commands.flatMap(allCommands).filter(({ path }) => path.at(-1) !== 'help')
  const textOf = ({ path }: CommandTree) => texts.get(path.join(' ')) ?? { notes: [], examples: [] }
  const lines = [
    `.Dd ${edition.day === null ? '' : longDay(edition.day)}`.trimEnd(),
    '.Dt PAPERBOY 1',
    `.Os "Paperboy ${edition.version}"`,
    '.Sh NAME',
    '.Nm paperboy',
    '.Nd every list of the Hugging Face Daily Papers, with its history, in Postgres',
    '.Sh SYNOPSIS',
    '.Nm',
    '.Op Ar option ...',
    '.Ar command',
    '.Op Ar argument ...',
    '.Sh DESCRIPTION',
    '.Nm',
    ...prose(
      'crawls the Hugging Face Daily Papers into a warehouse: an embedded Postgres in the data folder, or a server. ' +
        'It keeps every answer of the site, what was read from it, and how lists, votes and comments changed. ' +
        'Days are dates such as 2026-06-03, in UTC. Results go to standard output, progress and log lines to standard error.',
    ),
    '.Sh COMMANDS',
    '.Bl -tag -width Ds',
    ...named.flatMap((each) => [
      ...commandHead(each),
      ...prose(sentence(each.about)),
      ...textOf(each).notes.flatMap((note) => ['.Pp', ...prose(note)]),
      ...wordList(
        each.values,
        each.flags.filter(({ names }) => !names.includes('--help')),
      ),
    ]),
    '.El',
    '.Sh OPTIONS',
    'All commands take these:',
    ...wordList([], tree.flags),
    '.Sh ENVIRONMENT',
    ...prose(
      'A flag wins over the environment, the environment over the file of settings, the file over the default. ' +
        'In that file each setting has the name in parentheses.',
    ),
    '.Bl -tag -width Ds',
    ...Object.entries(SETTINGS).flatMap(([name, { env, about }]) => [
      `.It Ev ${env} Pq ${name}`,
      ...prose(sentence(about)),
    ]),
    '.El',
    '.Sh FILES',
    '.Bl -tag -width Ds',
    ...FILES.flatMap(([path, about]) => [`.It Pa ${path}`, ...prose(sentence(about))]),
    '.El',
    '.Sh EXIT STATUS',
    '.Bl -tag -width Ds',
    ...Object.entries(EXIT_MEANINGS).flatMap(([name, meaning]) => [
      `.It ${EXIT[name as keyof typeof EXIT]}`,
      ...prose(sentence(meaning)),
    ]),
    '.El',
    '.Sh EXAMPLES',
    '.Bd -literal',
    ...new Set([tree, ...named].flatMap((each) => textOf(each).examples.map(escaped))),
    '.Ed',
    '.Sh SEE ALSO',
    '.Xr psql 1 ,',
    '.Xr crontab 5',
    '.Pp',
    ...prose(
      'The runbook, the cookbook of questions with their SQL and the data dictionary are in docs/ of the clone.',
    ),
  ]
  return `${lines.join('\n')}\n`
}

/** Notes and examples after each command's help, by its path such as `queue pause`. */
export function helpTexts(program: Command): ReadonlyMap<string, HelpText> {
  return new Map(allOf(program, []).map(([path, command]) => [path.join(' '), afterHelp(command)]))
}

interface HelpText {
  readonly notes: readonly string[]
  readonly examples: readonly string[]
}

/** `.It Cm queue pause Ar queue` */
function commandHead({ path, values, commands }: CommandTree): string[] {
  const words = [...values.map(wordOf), ...(commands.length > 0 ? ['Op Ar command'] : [])]
  return [['.It Cm', ...path, ...words].join(' ')]
}

function wordList(values: readonly Value[], flags: readonly Flag[]): string[] {
  if (values.length + flags.length === 0) return []
  const rows = flags.flatMap(({ names, about, value }) => {
    const heads = names.map((name) => `Fl ${name.slice(1)}`).join(' , ')
    return [`.It ${heads}${value === null ? '' : ` ${wordOf(value)}`}`, ...told(about, value)]
  })
  return [
    '.Bl -tag -width Ds',
    ...values.flatMap((value) => [`.It Ar ${value.name}`, ...told(value.about, value)]),
    ...rows,
    '.El',
  ]
}

/** `Ar file`, `Op Ar file ...` */
function wordOf({ name, isRequired, isMany }: Value): string {
  return `${isRequired ? '' : 'Op '}Ar ${name}${isMany ? ' ...' : ''}`
}

function told(about: string, value: Value | null): string[] {
  const choices = value === null || value.choices.length === 0 ? '' : `: ${value.choices.join(', ')}`
  const preset = value === null || value.preset === null ? '' : ` (default ${value.preset})`
  return prose(sentence(`${about}${choices}${preset}`))
}

function allOf(
  command: Command,
  path: readonly string[],
): (readonly [path: readonly string[], command: Command])[] {
  return [[path, command], ...command.commands.flatMap((each) => allOf(each, [...path, each.name()]))]
}

/** What a command's help says after its lists: sentences, and lines to type. */
function afterHelp(command: Command): HelpText {
  let whole = ''
  command.configureOutput({ writeOut: (text) => (whole += text) }).outputHelp()
  const [notes = '', examples = ''] = whole.slice(command.helpInformation().length).split('\nExample:\n')
  return {
    notes: command.parent === null ? [] : paragraphs(notes),
    examples: examples.split('\n').flatMap((line) => (line.startsWith('  $ ') ? [line.slice(4)] : [])),
  }
}

/** Lines that were broken for a terminal, put together again; columns in them become sentences. */
function paragraphs(text: string): string[] {
  const whole = text.replaceAll(/(?<![.:}\n])\n(?! {2}\S+:|\n)/g, ' ')
  return whole
    .split('\n')
    .map((line) =>
      line
        .trim()
        .replaceAll(/,\s+/g, ', ')
        .replaceAll(/\.\s+/g, '. ')
        .replaceAll(/\s{2,}/g, ': '),
    )
    .filter((line) => line !== '')
}

/** Text as lines of the page: one for each sentence, as mdoc wants them. */
function prose(text: string): string[] {
  return text.split(/(?<=[\w)][.?]) (?=[A-Z])/).map(escaped)
}

function escaped(line: string): string {
  return line.replaceAll('\\', '\\e').replace(/^([.'])/, '\\&$1')
}

function sentence(text: string): string {
  const first = text.slice(0, 1).toUpperCase() + text.slice(1)
  return /[.?]$/.test(first) ? first : `${first}.`
}

function longDay(day: string): string {
  return Temporal.PlainDate.from(day).toLocaleString('en-US', { dateStyle: 'long' })
}
