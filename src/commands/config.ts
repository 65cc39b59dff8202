import { Command } from 'commander'
import { findSettings, type FoundSetting, masked } from '../base/config.ts'
import { EXIT } from '../base/errors.ts'
import { isoInstantOf } from '../model/day.ts'
import { type Followed, followedName } from '../model/follow.ts'
import type { ConfigDocument } from '../outputs/program.ts'
import type { App, CommonFlags } from './command.ts'
import { gatherInputs } from './app.ts'
import { textTable } from './terminal.ts'

/** `paperboy config` */
export function configCommand(app: App): Command {
  return new Command('config')
    .option('--all', 'also show settings with default values; --json always includes them')
    .addHelpText(
      'after',
      '\nExample:\n  $ PAPERBOY_HOME=/srv/paperboy npx paperboy config\n  $ npx paperboy config --all',
    )
    .action(async (_options, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags & { all?: boolean }>()
      const inputs = await gatherInputs(flags)
      const { settings, fileProblem } = await findSettings(inputs)
      const problems = [fileProblem, ...settings.map(({ problem }) => problem)].filter(
        (problem) => problem !== null,
      )
      const rows = settings.map((found) => {
        const { name, source } = found
        const { secret = true, env = '', about = '' } = inputs.settings?.[name] ?? {}
        const shown = shownOf(found)
        return {
          name,
          value: typeof shown === 'string' && secret ? masked(shown) : shown,
          source,
          env,
          about,
        }
      })
      const header = ['setting', 'value', 'from', 'environment', 'meaning']
      const shown = flags.all === true ? rows : rows.filter(({ source }) => source !== 'default')
      const cells = shown.map(({ name, value, source, env, about }) => [
        name,
        value === null || value.length === 0
          ? '(none)'
          : typeof value === 'string'
            ? value
            : value.join(', '),
        source,
        env,
        about,
      ])
      app.terminal.out(
        flags.json
          ? JSON.stringify({ settings: rows, problems } satisfies ConfigDocument)
          : textOf(
              cells.length === 0 ? '' : textTable(header, cells, app.terminal.width),
              rows.length - shown.length,
            ),
      )
      for (const problem of problems) process.stderr.write(`paperboy: ${problem}\n`)
      if (problems.length > 0) app.exitWith(EXIT.configuration)
    })
}

/** Appends the number of settings that the table leaves out. */
function textOf(table: string, left: number): string {
  if (left === 0) return table
  const rest = `${left} settings have their default values: npx paperboy config --all`
  return table === '' ? rest : `${table.trimEnd()}\n\n${rest}`
}

/** Shows a setting as a person types it; an invalid one as it was found. */
function shownOf({ name, value, problem }: FoundSetting): string | readonly string[] | null {
  if (name === 'follow' && problem === null)
    return (value as readonly Followed[]).map((each) => followedName(each))
  if (name === 'now' && problem === null && value !== null) return isoInstantOf(value as string)
  if (value === null || typeof value === 'string') return value
  return JSON.stringify(value)
}
