import { Command } from 'commander'
import { findSettings, masked, SETTINGS } from '../config.ts'
import { EXIT } from '../errors.ts'
import { type App, type CommonFlags, inputsOf } from './app.ts'
import { textTable } from './terminal.ts'

/** `paperboy config` */
export function configCommand(app: App): Command {
  return new Command('config')
    .description('the settings in force and where each comes from, secrets masked')
    .addHelpText('after', '\nExample:\n  $ PAPERBOY_HOME=/srv/paperboy npx paperboy config')
    .action(async (_options, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags>()
      const { settings, fileProblem } = await findSettings(inputsOf(flags))
      const problems = [fileProblem, ...settings.map(({ problem }) => problem)].filter(
        (problem) => problem !== null,
      )
      const rows = settings.map(({ name, value, source }) => {
        const { secret, env, about } = SETTINGS[name]
        const text = value === null ? null : typeof value === 'string' ? value : JSON.stringify(value)
        return { name, value: text !== null && secret ? masked(text) : text, source, env, about }
      })
      const header = ['setting', 'value', 'from', 'environment', 'meaning']
      const cells = rows.map(({ name, value, source, env, about }) => [
        name,
        value ?? '(none)',
        source,
        env,
        about,
      ])
      app.terminal.out(
        flags.json
          ? JSON.stringify({ settings: rows, problems })
          : textTable(header, cells, app.terminal.width),
      )
      for (const problem of problems) process.stderr.write(`paperboy: ${problem}\n`)
      if (problems.length > 0) app.exitWith(EXIT.configuration)
    })
}
