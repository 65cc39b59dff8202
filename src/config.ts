import { isAbsolute, join, resolve } from 'node:path'
import { cosmiconfig } from 'cosmiconfig'
import { z } from 'zod'
import { type Clock, clockStartingAt, systemClock } from './clock.ts'
import { ConfigurationError, describeError } from './errors.ts'
import { type Followed, parseFollowed } from './model/follow.ts'
import { withoutPassword } from './model/without-password.ts'

/** The real site. */
export const DEFAULT_SITE = 'https://huggingface.co'

const webAddress = z.url({ protocol: /^https?$/, error: 'expected an http or https address' })

/** A list in a file; in the environment and on the command line its parts stand between commas. */
const followList = z
  .preprocess(
    (value) => (typeof value === 'string' ? value.split(',').filter((part) => part.trim() !== '') : value),
    z.array(z.string('expected names such as trending, week, query:WORDS'), {
      error: 'expected a list such as trending,week,query:WORDS',
    }),
  )
  .transform((names, context): readonly Followed[] =>
    names.flatMap((name) => {
      const parsed = parseFollowed(name)
      if ('followed' in parsed) return [parsed.followed]
      context.addIssue(parsed.problem)
      return []
    }),
  )

/**
 * Every setting: its name in `paperboy.config`, its environment variable, what it means and whether it is secret.
 * Flags win over the environment, the environment over the file, the file over the default.
 */
export const SETTINGS = {
  home: {
    env: 'PAPERBOY_HOME',
    about: 'data folder: the embedded warehouse and its lock',
    secret: false,
    schema: z.string().min(1).default('.paperboy'),
  },
  databaseUrl: {
    env: 'DATABASE_URL',
    about: 'warehouse: a Postgres URL; unset means embedded, in the data folder',
    secret: true,
    schema: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'expected postgres://user:password@host:5432/database')
      .nullable()
      .default(null),
  },
  embedded: {
    env: 'PAPERBOY_EMBEDDED',
    about: 'what the embedded warehouse lives in: postgres, pglite, or auto, which is postgres where it runs',
    secret: false,
    schema: z.enum(['auto', 'postgres', 'pglite']).default('auto'),
  },
  site: {
    env: 'PAPERBOY_SITE',
    about: 'base address of the site, or of a replica',
    secret: false,
    schema: webAddress.default(DEFAULT_SITE),
  },
  token: {
    env: 'HF_TOKEN',
    about: 'access token of the site: doubles its quota',
    secret: true,
    schema: z.string().min(1).nullable().default(null),
  },
  contact: {
    env: 'PAPERBOY_CONTACT',
    about: 'mail or web address in the user agent, so that the site can reach you',
    secret: false,
    schema: z.string().min(1).nullable().default(null),
  },
  browser: {
    env: 'PAPERBOY_BROWSER',
    about: 'program of a Chromium, for pages that only a browser gets; unset means one in a usual place',
    secret: false,
    schema: z.string().min(1).nullable().default(null),
  },
  ping: {
    env: 'PAPERBOY_PING',
    about: 'address that is told of the start and end of each run (/start, then /EXITCODE)',
    // Whoever knows it can speak for this job.
    secret: true,
    schema: webAddress.nullable().default(null),
  },
  follow: {
    env: 'PAPERBOY_FOLLOW',
    about: 'what nightly reads beside the days: trending, week, month, query:WORDS, paper:ID',
    secret: false,
    schema: followList.default([]),
  },
  logLevel: {
    env: 'PAPERBOY_LOG',
    about: 'least level of log lines: debug, info, warn, error or silent',
    secret: false,
    schema: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  },
  now: {
    env: 'PAPERBOY_NOW',
    about: 'start the clock at this instant, for rehearsals on a replica',
    secret: false,
    schema: z.iso
      .datetime({ offset: true, error: 'expected an instant such as 2026-06-03T00:30:00Z' })
      .nullable()
      .default(null),
  },
} as const

export type SettingName = keyof typeof SETTINGS

type Values = { readonly [Name in SettingName]: z.infer<(typeof SETTINGS)[Name]['schema']> }

/** The settings in force, and where each came from. */
export interface Config extends Values {
  readonly sources: Readonly<Record<SettingName, string>>
  readonly clock: Clock
}

/** Where settings are looked for beside the defaults. */
export interface ConfigInputs {
  /** From the command line. */
  readonly flags?: Partial<Record<SettingName, string>>
  readonly env?: Readonly<Record<string, string | undefined>>
  /** The working folder: `paperboy.config.*` is read in it, and the data folder lies in it. */
  readonly cwd?: string
}

const FILE_NAMES = ['json', 'yaml', 'yml', 'ts', 'mjs', 'js'].map((ending) => `paperboy.config.${ending}`)

/**
 * Reads and checks all settings.
 *
 * @throws {ConfigurationError} naming the setting, where it came from, what was expected
 */
export async function loadConfig({
  flags = {},
  env = process.env,
  cwd = process.cwd(),
}: ConfigInputs = {}): Promise<Config> {
  const file = await readFile(cwd)
  const values: Record<string, unknown> = {}
  const sources: Record<string, string> = {}
  for (const [name, setting] of Object.entries(SETTINGS) as [SettingName, (typeof SETTINGS)[SettingName]][]) {
    const [source, value] = given(name, { flags, env }, file)
    const parsed = setting.schema.safeParse(value)
    if (!parsed.success) {
      const got = setting.secret ? 'a value' : JSON.stringify(value)
      throw new ConfigurationError(
        `setting ${name} from ${source}: got ${got}, ${parsed.error.issues[0]?.message ?? 'not valid'}; ` +
          'see "npx paperboy config"',
      )
    }
    values[name] = parsed.data
    sources[name] = source
  }
  const checked = values as unknown as Values
  return {
    ...checked,
    home: isAbsolute(checked.home) ? checked.home : join(resolve(cwd), checked.home),
    site: checked.site.replace(/\/+$/, ''),
    sources: sources as Record<SettingName, string>,
    clock: checked.now === null ? systemClock : clockStartingAt(Temporal.Instant.from(checked.now)),
  }
}

/**
 * Where to ping, when all settings together can't be used: so that a mistake in one of them is heard of.
 *
 * @returns null when it is unset, or itself of no use
 */
export async function pingSetting({
  flags = {},
  env = process.env,
  cwd = process.cwd(),
}: ConfigInputs = {}): Promise<string | null> {
  let file: SettingsFile = { path: 'file', values: {} }
  try {
    file = await readFile(cwd)
  } catch {
    // The error at hand is told already; the environment may name the address.
  }
  const { data } = SETTINGS.ping.schema.safeParse(given('ping', { flags, env }, file)[1])
  return data ?? null
}

interface SettingsFile {
  readonly path: string
  readonly values: Readonly<Record<string, unknown>>
}

/** What was given for a setting, and where: the first of flag, environment and file that has it. */
function given(
  name: SettingName,
  { flags, env }: Required<Pick<ConfigInputs, 'flags' | 'env'>>,
  file: SettingsFile,
): readonly [source: string, value: unknown] {
  const variable = SETTINGS[name].env
  const candidates: readonly (readonly [source: string, value: unknown])[] = [
    ['flag', flags[name]],
    [`environment ${variable}`, env[variable] === '' ? undefined : env[variable]],
    [file.path, file.values[name]],
  ]
  return candidates.find((candidate) => candidate[1] !== undefined) ?? ['default', undefined]
}

async function readFile(cwd: string): Promise<SettingsFile> {
  const explorer = cosmiconfig('paperboy', { searchPlaces: FILE_NAMES, stopDir: cwd })
  try {
    const found = await explorer.search(cwd)
    if (!found || found.isEmpty) return { path: 'file', values: {} }
    const values: unknown = found.config
    if (values === null || typeof values !== 'object')
      throw new ConfigurationError(`${found.filepath} holds no settings`)
    const unknown = Object.keys(values).filter((name) => !(name in SETTINGS))
    if (unknown.length > 0) {
      throw new ConfigurationError(
        `${found.filepath} has the setting ${unknown.join(', ')}: known are ${Object.keys(SETTINGS).join(', ')}`,
      )
    }
    return { path: found.filepath, values: values as Record<string, unknown> }
  } catch (error) {
    if (error instanceof ConfigurationError) throw error
    throw new ConfigurationError(`paperboy.config in ${cwd} can't be read: ${describeError(error)}`, {
      cause: error,
    })
  }
}

/** A secret as it may be shown: a URL without its password, else only its last two characters. */
export function masked(value: string): string {
  return withoutPassword(value) ?? `***${value.slice(-2)}`
}
