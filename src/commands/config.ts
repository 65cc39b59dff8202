import { Command } from 'commander'
import { masked, type SettingName, SETTINGS } from '../config.ts'
import { followedName } from '../model/follow.ts'
import { type App, type CommonFlags, configOf } from './app.ts'
import { textTable } from './terminal.ts'

/** `paperboy config` */
export function configCommand(app: App): Command {
  return new Command('config')
    .description('the settings in force and where each comes from, secrets masked')
    .addHelpText('after', '\nExample:\n  $ PAPERBOY_HOME=/srv/paperboy npx paperboy config')
    .action(async (_options, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags>()
      const config = await configOf(flags)
      const rows = (Object.keys(SETTINGS) as SettingName[]).map((name) => {
        const { secret, env, about } = SETTINGS[name]
        const value = name === 'follow' ? config.follow.map((each) => followedName(each)) : config[name]
        return {
          name,
          value: typeof value === 'string' && secret ? masked(value) : value,
          source: config.sources[name],
          env,
          about,
        }
      })
      app.terminal.out(
        flags.json
          ? JSON.stringify(rows)
          : textTable(
              ['setting', 'value', 'from', 'environment', 'meaning'],
              rows.map(({ name, value, source, env, about }) => [name, shown(value), source, env, about]),
              app.terminal.width,
            ),
      )
    })
}

function shown(value: string | readonly string[] | null): string {
  const text = typeof value === 'string' ? value : (value ?? []).join(', ')
  return text === '' ? '(none)' : text
}
