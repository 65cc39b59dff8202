import { cosmiconfig } from 'cosmiconfig'
import { type Clock, clockStartingAt, systemClock } from './clock.ts'
import { ConfigurationError } from './errors.ts'
import { withoutPassword } from '../model/without-password.ts'
import type { Settings } from './setting.ts'
import { type CoreValues, SETTINGS } from './settings.ts'

/*
 * How settings are found. Flags win over the environment, the environment over the file, the file over the default.
 */

/** Settings that flags can give. */
export type SettingName = keyof typeof SETTINGS

/** The settings in force, and where each came from. `valuesOf` gives those of a feature. */
export interface Config extends CoreValues {
  readonly sources: Readonly<Record<string, string>>
  readonly clock: Clock
}

/** Where settings are looked for beside the defaults. */
export interface ConfigInputs {
  /** From the command line. */
  readonly flags?: Readonly<Partial<Record<string, string>>>
  readonly env?: Readonly<Record<string, string | undefined>>
  /** The working folder: `paperboy.config.*` is read in it, and the data folder lies in it. */
  readonly cwd?: string
  /** Settings that are known beside the pipeline's. */
  readonly settings?: Settings
}

const FILE_NAMES = ['json', 'yaml', 'yml', 'ts', 'mjs', 'js'].map((ending) => `paperboy.config.${ending}`)

/** One setting as it was found: what it was given as, from where, and what is wrong with that; null for nothing. */
export interface FoundSetting {
  readonly name: string
  readonly value: unknown
  readonly source: string
  readonly problem: string | null
}

/** All settings as they were found, and what is wrong with the file; null for nothing, or no file. */
export interface FoundSettings {
  readonly settings: readonly FoundSetting[]
  readonly fileProblem: string | null
}

/** Looks for all settings and throws for none of them: a file that can't be read counts as empty. */
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
 * @throws {ConfigurationError} naming the setting, where it came from, what was expected; or the file and its line
 */
export async function loadConfig(inputs: ConfigInputs = {}): Promise<Config> {
  const { settings, fileProblem } = await findSettings(inputs)
  const problem = fileProblem ?? settings.find((each) => each.problem !== null)?.problem ?? null
  if (problem !== null) throw new ConfigurationError(`${problem}; see "npx paperboy config"`)
  return configOf(settings, inputs)
}

/** What is wrong with a setting; `name` is null when it is the file as a whole. */
export interface SettingProblem {
  readonly name: string | null
  readonly problem: string
}

/** As `loadConfig`, for who wants to tell all that is wrong: a setting that can't be used has its default. */
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
          : `${found.filepath} has the setting ${unknown.join(', ')}: known are ${Object.keys(definitions).join(', ')}`
    return { path: found.filepath, values: values as Record<string, unknown>, problem }
  } catch (error) {
    return nothing(brokenFile(error, cwd))
  }
}

/** The file, the line and the reason. The loaders tell the line in one of three ways, and the file not always. */
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
  // The first line of some says only which file it is.
  const [first = '', second] = error.message.split('\n')
  const reason = second !== undefined && first.endsWith(':') ? second : first
  return `${file}${line === undefined ? '' : `, line ${line}`} can't be read: ${reason}`
}

/** A secret as it may be shown: a URL without its password, else only its last two characters. */
export function masked(value: string): string {
  return withoutPassword(value) ?? `***${value.slice(-2)}`
}
