import { cosmiconfig } from 'cosmiconfig'
import { type Clock, clockStartingAt, systemClock } from './clock.ts'
import { ConfigurationError } from './errors.ts'
import { withoutPassword } from '../model/without-password.ts'
import type { Settings } from './setting.ts'
import { type CoreValues, SETTINGS } from './settings.ts'

/*
 * Lookup of settings. Flags win over the environment, the environment over the file, the file over the default.
 */

/** Settings that flags can set. */
export type SettingName = keyof typeof SETTINGS

/** The effective settings, and the source of each. `valuesOf` returns those of a feature. */
export interface Config extends CoreValues {
  readonly sources: Readonly<Record<string, string>>
  readonly clock: Clock
}

/** Sources of settings beside the defaults. */
export interface ConfigInputs {
  /** From the command line. */
  readonly flags?: Readonly<Partial<Record<string, string>>>
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Working folder, with `paperboy.config.*` and the data folder. */
  readonly cwd?: string
  /** Settings beside the pipeline's. */
  readonly settings?: Settings
}

const FILE_NAMES = ['json', 'yaml', 'yml', 'ts', 'mjs', 'js'].map((ending) => `paperboy.config.${ending}`)

/** One setting as found: its value, its source, and the problem with it; null for none. */
export interface FoundSetting {
  readonly name: string
  readonly value: unknown
  readonly source: string
  readonly problem: string | null
}

/** All settings as found, and the problem with the file; null for none, or no file. */
export interface FoundSettings {
  readonly settings: readonly FoundSetting[]
  readonly fileProblem: string | null
}

/** Finds all settings and never throws: a file that can't be read counts as empty. */
export async function findSettings({
  flags = {},
  env = process.env,
  cwd = process.cwd(),
  settings: others = {},
}: ConfigInputs = {}): Promise<FoundSettings> {
  const definitions: Settings = { ...SETTINGS, ...others }
  const file = await readFile(cwd, definitions)
  const settings = Object.entries(definitions).map(([name, setting]): FoundSetting => {
    const candidates: readonly (readonly [source: string, value: unknown])[] = [
      ['flag', flags[name]],
      [`environment ${setting.env}`, env[setting.env] === '' ? undefined : env[setting.env]],
      [file.path, file.values[name]],
    ]
    const [source, value] = candidates.find((candidate) => candidate[1] !== undefined) ?? [
      'default',
      undefined,
    ]
    const { formerly } = setting
    if (formerly !== undefined && env[formerly.env] !== undefined) {
      const problem = `setting ${name} from environment ${formerly.env}: the variable is ${setting.env} now`
      return { name, value, source, problem }
    }
    const parsed = setting.schema.safeParse(value)
    if (parsed.success) return { name, value: parsed.data, source, problem: null }
    const got = setting.secret ? 'a value' : JSON.stringify(value)
    const problem = `setting ${name} from ${source}: got ${got}, ${parsed.error.issues[0]?.message ?? 'not valid'}`
    return { name, value, source, problem }
  })
  return { settings, fileProblem: file.problem }
}

/**
 * Reads and checks all settings.
 *
 * @throws {ConfigurationError} naming the setting, its source and what was expected; or the file and its line
 */
export async function loadConfig(inputs: ConfigInputs = {}): Promise<Config> {
  const { settings, fileProblem } = await findSettings(inputs)
  const problem = fileProblem ?? settings.find((each) => each.problem !== null)?.problem ?? null
  if (problem !== null) throw new ConfigurationError(`${problem}; see "npx paperboy config"`)
  return configOf(settings, inputs)
}

/** Problem with a setting; `name` is null when it is with the whole file. */
export interface SettingProblem {
  readonly name: string | null
  readonly problem: string
}

/** As `loadConfig`, but returns all problems: an invalid setting has its default. */
export async function loadUsableConfig(
  inputs: ConfigInputs = {},
): Promise<{ readonly config: Config; readonly problems: readonly SettingProblem[] }> {
  const definitions: Settings = { ...SETTINGS, ...inputs.settings }
  const { settings, fileProblem } = await findSettings(inputs)
  const problems: SettingProblem[] = fileProblem === null ? [] : [{ name: null, problem: fileProblem }]
  const usable = settings.map((found): FoundSetting => {
    const { name, problem } = found
    if (problem === null) return found
    problems.push({ name, problem })
    return { name, value: definitions[name]?.schema.parse(undefined), source: 'default', problem: null }
  })
  return { config: configOf(usable, inputs), problems }
}

function configOf(found: readonly FoundSetting[], inputs: ConfigInputs): Config {
  const { cwd = process.cwd() } = inputs
  const definitions: Settings = { ...SETTINGS, ...inputs.settings }
  const values = Object.fromEntries(
    found.map(({ name, value }) => {
      const { resolve = (same: unknown) => same } = definitions[name] ?? {}
      return [name, resolve(value as never, cwd)]
    }),
  ) as unknown as CoreValues
  return {
    ...values,
    sources: Object.fromEntries(found.map(({ name, source }) => [name, source])),
    clock: values.now === null ? systemClock : clockStartingAt(Temporal.Instant.from(values.now)),
  }
}

interface SettingsFile {
  readonly path: string
  readonly values: Readonly<Record<string, unknown>>
  readonly problem: string | null
}

async function readFile(cwd: string, definitions: Settings): Promise<SettingsFile> {
  const nothing = (problem: string | null): SettingsFile => ({ path: 'file', values: {}, problem })
  try {
    const found = await cosmiconfig('paperboy', { searchPlaces: FILE_NAMES, stopDir: cwd }).search(cwd)
    if (!found || found.isEmpty) return nothing(null)
    const values: unknown = found.config
    if (values === null || typeof values !== 'object' || Array.isArray(values))
      return nothing(`${found.filepath} holds no settings: expected names and values, such as site and home`)
    const unknown = Object.keys(values).filter((name) => !(name in definitions))
    const former = Object.entries(definitions).find(([, { formerly }]) =>
      unknown.includes(formerly?.name ?? ''),
    )
    const problem =
      unknown.length === 0
        ? null
        : former !== undefined
          ? `${found.filepath} has the setting ${former[1].formerly?.name}: its name is ${former[0]} now`
          : `${found.filepath} has the unknown setting ${unknown.join(', ')}: expected ${Object.keys(definitions).join(', ')}`
    return { path: found.filepath, values: values as Record<string, unknown>, problem }
  } catch (error) {
    return nothing(brokenFile(error, cwd))
  }
}

/** Names the file, the line and the reason. The loaders give the line in one of three ways, and not always the file. */
function brokenFile(error: unknown, cwd: string): string {
  if (!(error instanceof Error)) return `paperboy.config in ${cwd} can't be read: ${String(error)}`
  const { filepath, mark } = error as Error & { filepath?: string; mark?: { line: number } }
  const file = filepath ?? `paperboy.config in ${cwd}`
  const stack = error.stack ?? ''
  const at = filepath === undefined ? -1 : stack.indexOf(`${filepath}:`)
  const line =
    mark === undefined
      ? (/\(line (\d+)/.exec(error.message)?.[1] ??
        (at < 0 ? undefined : /:(\d+)/.exec(stack.slice(at))?.[1]))
      : String(mark.line + 1)
  // The first line of some messages only names the file.
  const [first = '', second] = error.message.split('\n')
  const reason = second !== undefined && first.endsWith(':') ? second : first
  return `${file}${line === undefined ? '' : `, line ${line}`} can't be read: ${reason}`
}

/** Masks a secret: a URL loses its password, other values all but their last two characters. */
export function masked(value: string): string {
  return withoutPassword(value) ?? `***${value.slice(-2)}`
}
