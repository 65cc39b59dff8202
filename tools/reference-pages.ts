import type { Command } from 'commander'
import { EXIT, EXIT_MEANINGS } from '../src/base/errors.ts'
import { SETTINGS } from '../src/base/settings.ts'
import type { Settings } from '../src/base/setting.ts'
import { FEATURES } from '../src/features.ts'
import { createProgram } from '../src/commands/program.ts'
import {
  allCommands,
  type CommandTree,
  commandTree,
  type Flag,
  type Value,
} from '../src/features/shell/command-tree.ts'
import { helpTexts } from './man-page.ts'

/** Pages of `docs/` that are made from the program, by file name. */
export async function referencePages(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['commands.md', commandsPage(await wholeProgram())],
    ['settings.md', await settingsPage()],
    ['exit-codes.md', exitCodesPage()],
  ])
}

async function wholeProgram(): Promise<Command> {
  const terminal = { out: () => undefined, write: async () => undefined, width: 80 }
  return createProgram({ terminal, signal: new AbortController().signal, exitWith: (code) => code })
}

const MADE = '<!-- Made from the program by `npm run docs`. -->\n'

function commandsPage(program: Command): string {
  const texts = helpTexts(program)
  const tree = commandTree(program)
  const groups = Map.groupBy(tree.commands, ({ path }) => groupOf(program, path[0] ?? ''))
  groups.delete(undefined)
  const contents = [...groups].map(
    ([group, commands]) =>
      `- ${group}: ${commands.map(({ path }) => `[${path.join(' ')}](#${path.join('-')})`).join(', ')}`,
  )
  const sections = [...groups].flatMap(([group, commands]) => [
    `## ${group}`,
    ...commands.flatMap(allCommands).filter(isListed).map(commandSection),
  ])
  return page('Commands', [
    'In a clone, type `npx paperboy COMMAND`. Days are dates such as `2026-06-03`, in UTC. Results go to standard output, progress and log lines to standard error. [Settings](settings.md) · [Exit codes](exit-codes.md)',
    contents.join('\n'),
    '## Flags of all commands',
    table(['flag', 'meaning'], tree.flags.map(flagRow)),
    'With `--json` every result, and every error, is one JSON document on one line: names as in SQL, instants as `2026-06-03T10:00:00.000Z`, ids, bigint and numeric as strings. Each has a [JSON Schema](outputs.md), which `--schema` prints, as have log lines and `health.json`. Commands that only read make no warehouse where there is none.',
    ...sections,
  ])

  function commandSection(command: CommandTree): string {
    const { notes, examples } = texts.get(command.path.join(' ')) ?? { notes: [], examples: [] }
    const flags = command.flags.filter(({ names }) => !names.includes('--help'))
    const rows = [...command.values.map(valueRow), ...flags.map(flagRow)]
    return [
      `${command.path.length > 1 ? '####' : '###'} ${command.path.join(' ')}`,
      sentence(command.about),
      `\`${[...command.path, ...command.values.map(typed), ...(command.commands.length > 0 ? ['[COMMAND]'] : [])].join(' ')}\``,
      ...(rows.length > 0 ? [table(['argument or flag', 'meaning'], rows)] : []),
      ...[...notes, ...(COMMAND_NOTES.get(command.path.join(' ')) ?? [])].map(escaped),
      ...(examples.length > 0 ? [`\`\`\`sh\n${examples.join('\n')}\n\`\`\``] : []),
    ].join('\n\n')
  }
}

/** What is too long for a command's help, by its path. */
export const COMMAND_NOTES: ReadonlyMap<string, readonly string[]> = new Map([
  ['replay', ['The exit code of a dry run tells only of what is worse than before.']],
  ['db prune', ['"nightly" does it for those older than 400 days.']],
  [
    'db grant',
    ['The role reads everything but who gets mails, and writes nothing: for notebooks and BI tools.'],
  ],
  ['db serve', ['On loopback, by default on port 5433, for psql and BI tools.']],
  ['feed', ['A file is written whole. What feeds hold is told in [the pages](site.md#feeds-and-api).']],
  ['site build', ['How to host them is told in [the pages](site.md#as-files).']],
  ['dataset export', ['With card, Data Package, Croissant and sums. Only what changed is written.']],
  ['digest send', ['"nightly" does it when `smtp` is set.']],
  [
    'subscribe',
    ['With --confirmed nobody is asked: for yourself, and to change a subscription that is there.'],
  ],
  ['status', ['With --check it prints one line for scripts, and exits 0 when all is well, else 75.']],
  [
    'worker',
    [
      'Any number of machines with one `DATABASE_URL` may run workers. With --schedule a nightly run, digest or data set is begun once, however many workers do so.',
    ],
  ],
  ['demo', ['With --site its pages are served for ten minutes.']],
])

function groupOf(program: Command, name: string): string | undefined {
  const group = program.commands.find((each) => each.name() === name)?.helpGroup()
  return group?.replace(/:$/, '')
}

/** `help` is of no group and the same everywhere. */
function isListed({ path }: CommandTree): boolean {
  return path.at(-1) !== 'help'
}

async function settingsPage(): Promise<string> {
  const ofFeatures = await Promise.all(
    FEATURES.map(async ({ name, settings }) => [name, (await settings?.()) ?? {}] as const),
  )
  const parts: (readonly [string, Settings])[] = [['pipeline', SETTINGS], ...ofFeatures]
  return page('Settings', [
    'A flag wins over the environment, the environment over `paperboy.config` (`.json`, `.yaml`, `.yml`, `.ts`, `.mjs` or `.js`) in the working folder, the file over the default. `npx paperboy config` prints the values in force and where each comes from; secrets are masked there and in logs.',
    ...parts
      .filter(([, settings]) => Object.keys(settings).length > 0)
      .flatMap(([part, settings]) => [`## ${part}`, table(SETTING_HEADS, settingRows(settings))]),
    '## More about some of them',
    SETTING_NOTES.map(([name, note]) => `- \`${name}\`: ${note}`).join('\n'),
  ])
}

/** What does not fit into a line of the table. */
const SETTING_NOTES = [
  ['home', 'holds the embedded warehouse with its lock and dumps, `health.json` and `metrics.prom`.'],
  [
    'databaseUrl',
    '`postgres://user:password@host:5432/database`; several hosts with commas between them. TLS and poolers: [Which Postgres](postgres.md).',
  ],
  ['captures', 'bodies that are stored already stay readable; `captures move` moves them.'],
  [
    's3Key',
    'needs `s3:GetObject`, `s3:PutObject`, `s3:DeleteObject`, and `s3:ListBucket` to tell a missing object from a forbidden one.',
  ],
  [
    'quotaIdentity',
    'machines of one name share one quota; machines with an address of their own need a name each. A token has a quota of its own, wherever it is.',
  ],
  [
    'follow',
    'with commas between: `week` and `month` are the current ones, and the last while it moves; each is read at most every six hours.',
  ],
  [
    'paperPages',
    'within `--max-requests`, else within 95 requests in all, which is one window of the quota of the site.',
  ],
  [
    'publicUrl',
    '`site serve` then takes subscriptions, and mails link to its `/confirm` and `/unsubscribe`; without it those are mails to the sender.',
  ],
  ['smtp', 'port 587 with STARTTLS, always with a password; `?tls=none` never encrypts.'],
  [
    'mailFrom',
    '`Paperboy &lt;papers@example.org>`; mails that bounce go to `papers+bounce-...@example.org`.',
  ],
  ['openLineage', 'see [telemetry](telemetry.md).'],
] as const

const SETTING_HEADS = ['setting', 'variable', 'default', 'meaning', 'secret'] as const

function settingRows(settings: Settings): string[][] {
  return Object.entries(settings).map(([name, { env, about, secret, schema }]) => {
    const preset: unknown = schema.parse(undefined)
    return [`\`${name}\``, `\`${env}\``, shown(preset), about, secret ? 'yes' : 'no']
  })
}

function shown(preset: unknown): string {
  if (preset === null || preset === undefined || (Array.isArray(preset) && preset.length === 0)) return 'none'
  return `\`${typeof preset === 'string' ? preset : JSON.stringify(preset)}\``
}

function exitCodesPage(): string {
  const rows = Object.entries(EXIT_MEANINGS).map(([name, meaning]) => [
    String(EXIT[name as keyof typeof EXIT]),
    meaning,
  ])
  return page('Exit codes', [
    'The numbers follow `sysexits.h` where it has one.',
    table(['code', 'meaning'], rows),
    'A 75 that comes back night after night is a fault that stays: `npx paperboy status` has the reason. What to type after each is in the [runbook](runbook.md).',
  ])
}

function page(title: string, parts: readonly string[]): string {
  return `${[`# ${title}`, MADE.trim(), ...parts].join('\n\n')}\n`
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => escaped(cell)).join(' | ')} |`
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n')
}

function flagRow({ names, about, value }: Flag): string[] {
  return [`\`${names.join('`, `')}${value === null ? '' : ` ${typed(value)}`}\``, told(about, value)]
}

function valueRow(value: Value): string[] {
  return [`\`${typed(value)}\``, told(value.about, value)]
}

function typed({ name, isRequired, isMany }: Value): string {
  const word = `${name.toUpperCase()}${isMany ? '...' : ''}`
  return isRequired ? word : `[${word}]`
}

function told(about: string, value: Value | null): string {
  const choices = value === null || value.choices.length === 0 ? '' : `: ${value.choices.join(', ')}`
  const preset = value === null || value.preset === null ? '' : ` (default \`${value.preset}\`)`
  return `${about}${choices}${preset}`
}

/** What a table, or HTML in a page, would take for its own. */
function escaped(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;')
}

function sentence(text: string): string {
  const first = text.slice(0, 1).toUpperCase() + text.slice(1)
  return escaped(/[.?]$/.test(first) ? first : `${first}.`)
}
