import { isAbsolute, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { cosmiconfig } from 'cosmiconfig'
import { z } from 'zod'
import { type Clock, clockStartingAt, systemClock } from './clock.ts'
import { ConfigurationError } from './errors.ts'
import { type Followed, parseFollowed } from '../model/follow.ts'
import { withoutPassword } from '../model/without-password.ts'

/** The real site. */
export const DEFAULT_SITE = 'https://huggingface.co'

/** What stands in a header of a request. A line's end in it, as from a file, would only fail when a request is made. */
const headerText = z.string().regex(/^[\u0020-\u007e\u00a0-\u00ff]+$/, 'expected one line of Latin letters')

/** A key or a token: a space or a line's end in it, as from a file, would only fail when a request is made. */
const keyText = z.string().regex(/^[\u0021-\u007e]+$/, 'expected one word')

const webAddress = z.url({ protocol: /^https?$/, error: 'expected an http or https address' })

/** `Name <address>` or an address alone, as it stands in the From line of a mail. */
const mailbox = z
  .string()
  .regex(
    /^(?:[^<>\r\n"]* <)?[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*>?$/,
    'expected an address such as Paperboy <papers@example.org>',
  )
  .refine(
    (text) => text.includes('<') === text.endsWith('>'),
    'expected an address such as Paperboy <papers@example.org>',
  )

/** A number in a file; in the environment it is text. */
const positiveNumber = z
  .union(
    [
      z.number(),
      z
        .string()
        .regex(/^\d+(\.\d+)?$/)
        .transform(Number),
    ],
    'expected a number such as 5',
  )
  .refine((value) => value > 0 && value <= 1000, 'expected a number above 0, at most 1000')

/** A whole number from 0 in a file; in the environment it is text. */
const wholeNumber = z
  .union(
    [
      z.number(),
      z
        .string()
        .regex(/^\d{1,6}$/)
        .transform(Number),
    ],
    'expected a whole number such as 60',
  )
  .refine((value) => Number.isSafeInteger(value) && value >= 0, 'expected a whole number from 0')

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
  directDatabaseUrl: {
    env: 'DIRECT_DATABASE_URL',
    about:
      'the same database without a pooler, or as its owner: for migrations, queues when they are made, "db reader"',
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
  captures: {
    env: 'PAPERBOY_CAPTURES',
    about: 'where bodies of responses go: table, a folder, or s3://bucket/prefix; unset means the table',
    secret: false,
    schema: z
      .string()
      .regex(
        /^(?:s3:\/\/[a-z0-9][a-z0-9.-]+[a-z0-9](?:\/[\w.-]+)*\/?|file:\/\/\/.+|(?![A-Za-z][\w+.-]+:).+)$/,
        'expected table, a folder such as ./bodies, or s3://bucket/prefix',
      )
      .nullable()
      .default(null),
  },
  s3Endpoint: {
    env: 'AWS_ENDPOINT_URL',
    about: 'base address of the S3-compatible service; unset means that of Amazon in the region',
    secret: false,
    schema: webAddress.nullable().default(null),
  },
  s3Region: {
    env: 'AWS_REGION',
    about: 'region of the bucket',
    secret: false,
    schema: z
      .string()
      .regex(/^[a-z0-9-]+$/, 'expected a region such as eu-central-1')
      .default('us-east-1'),
  },
  s3Key: {
    env: 'AWS_ACCESS_KEY_ID',
    about: 'key of the bucket: its name',
    secret: true,
    schema: keyText.nullable().default(null),
  },
  s3Secret: {
    env: 'AWS_SECRET_ACCESS_KEY',
    about: 'key of the bucket: its secret',
    secret: true,
    schema: keyText.nullable().default(null),
  },
  s3Token: {
    env: 'AWS_SESSION_TOKEN',
    about: 'goes with a key that is lent for a while',
    secret: true,
    schema: keyText.nullable().default(null),
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
    schema: headerText.nullable().default(null),
  },
  egress: {
    env: 'PAPERBOY_EGRESS',
    about:
      "name of the address that requests come from: what has one name shares one quota; unset: the machine's",
    secret: false,
    schema: z
      .string()
      .regex(/^(?!token:)[\w.:-]{1,100}$/, 'expected a name such as office or 203.0.113.7')
      .nullable()
      .default(null),
  },
  contact: {
    env: 'PAPERBOY_CONTACT',
    about: 'mail or web address in the user agent, so that the site can reach you',
    secret: false,
    schema: headerText.nullable().default(null),
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
  openLineage: {
    env: 'OPENLINEAGE_URL',
    about: 'where events of OpenLineage go: the address of a collector, or a file; unset means nowhere',
    // A wrong address may have a password in it, and is not repeated.
    secret: true,
    schema: z
      .string()
      .regex(
        /^(?:https?:\/\/[^\s/@]+(?:\/\S*)?|(?![A-Za-z][\w+.-]+:).+)$/,
        'expected an http or https address without a password, or the path of a file such as lineage.ndjson',
      )
      .nullable()
      .default(null),
  },
  openLineageKey: {
    env: 'OPENLINEAGE_API_KEY',
    about: 'bearer token for the collector of OpenLineage',
    secret: true,
    schema: keyText.nullable().default(null),
  },
  openLineageParent: {
    env: 'OPENLINEAGE_PARENT_ID',
    about: "an orchestrator's run that runs here are a part of: NAMESPACE/JOB/UUID",
    secret: false,
    schema: z
      .string()
      .regex(
        /^.+\/[^/]+\/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i,
        'expected NAMESPACE/JOB/UUID, such as airflow/daily.papers/01989a6c-7d2e-7c3a-9f00-4a1f6a2b3c4d',
      )
      .nullable()
      .default(null),
  },
  follow: {
    env: 'PAPERBOY_FOLLOW',
    about: 'what nightly reads beside the days: trending, week, month, query:WORDS, paper:ID',
    secret: false,
    schema: followList.default([]),
  },
  paperPages: {
    env: 'PAPERBOY_PAPER_PAGES',
    about:
      "the most of papers' own pages that nightly reads with the requests that its lists leave; 0 for none",
    secret: false,
    schema: wholeNumber.default(60),
  },
  smtp: {
    env: 'PAPERBOY_SMTP',
    about: 'server that takes mails: smtp://user:password@host:587 or smtps://; unset means files in outbox/',
    secret: true,
    schema: z
      .url({
        protocol: /^smtps?$/,
        error: 'expected smtp://user:password@host:587 or smtps://user:password@host',
      })
      .nullable()
      .default(null),
  },
  mailFrom: {
    env: 'PAPERBOY_MAIL_FROM',
    about: 'sender of mails, as Name <address>',
    secret: false,
    schema: mailbox.nullable().default(null),
  },
  publicUrl: {
    env: 'PAPERBOY_PUBLIC_URL',
    about: 'base address for links in mails (confirm, unsubscribe); unset means mail to the sender',
    secret: false,
    schema: webAddress.nullable().default(null),
  },
  dkim: {
    env: 'PAPERBOY_DKIM',
    about: 'signs mails: selector:path of the private key (PEM); the domain is that of mailFrom',
    secret: false,
    schema: z
      .string()
      .regex(/^[A-Za-z0-9._-]+:.+$/, 'expected selector:path, as in mail2026:/etc/paperboy/dkim.pem')
      .nullable()
      .default(null),
  },
  mailPerSecond: {
    env: 'PAPERBOY_MAIL_PER_SECOND',
    about: 'the most mails that the server is given in a second',
    secret: false,
    schema: positiveNumber.default(5),
  },
  nightlyAt: {
    env: 'PAPERBOY_NIGHTLY_AT',
    about: 'when "worker --schedule" begins a nightly run: five fields of cron, in UTC',
    secret: false,
    schema: z
      .string()
      .regex(/^\S+( +\S+){4}$/, 'expected five fields of cron, such as 30 0,12 * * *')
      .default('30 0,12 * * *'),
  },
  dataset: {
    env: 'PAPERBOY_DATASET',
    about:
      'folder of the data set: "worker --schedule" writes it every day, "site serve" offers its files; unset means none',
    secret: false,
    schema: z.string().min(1).nullable().default(null),
  },
  datasetUrl: {
    env: 'PAPERBOY_DATASET_URL',
    about: 'address at which others find the data set; the pages link to it',
    secret: false,
    schema: webAddress.nullable().default(null),
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

/** One setting as it was found: what it was given as, from where, and what is wrong with that; null for nothing. */
export interface FoundSetting {
  readonly name: SettingName
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
}: ConfigInputs = {}): Promise<FoundSettings> {
  const file = await readFile(cwd)
  const names = Object.keys(SETTINGS) as SettingName[]
  const settings = names.map((name): FoundSetting => {
    const setting = SETTINGS[name]
    const candidates: readonly (readonly [source: string, value: unknown])[] = [
      ['flag', flags[name]],
      [`environment ${setting.env}`, env[setting.env] === '' ? undefined : env[setting.env]],
      [file.path, file.values[name]],
    ]
    const [source, value] = candidates.find((candidate) => candidate[1] !== undefined) ?? [
      'default',
      undefined,
    ]
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
  readonly name: SettingName | null
  readonly problem: string
}

/** As `loadConfig`, for who wants to tell all that is wrong: a setting that can't be used has its default. */
export async function loadUsableConfig(
  inputs: ConfigInputs = {},
): Promise<{ readonly config: Config; readonly problems: readonly SettingProblem[] }> {
  const { settings, fileProblem } = await findSettings(inputs)
  const problems: SettingProblem[] = fileProblem === null ? [] : [{ name: null, problem: fileProblem }]
  const usable = settings.map((found): FoundSetting => {
    const { name, problem } = found
    if (problem === null) return found
    problems.push({ name, problem })
    return { name, value: SETTINGS[name].schema.parse(undefined), source: 'default', problem: null }
  })
  return { config: configOf(usable, inputs), problems }
}

function configOf(settings: readonly FoundSetting[], inputs: ConfigInputs): Config {
  const checked = Object.fromEntries(settings.map(({ name, value }) => [name, value])) as unknown as Values
  const sources = Object.fromEntries(settings.map(({ name, source }) => [name, source]))
  return {
    ...checked,
    home: isAbsolute(checked.home) ? checked.home : join(resolve(inputs.cwd ?? process.cwd()), checked.home),
    captures: depotAddress(checked.captures, inputs.cwd ?? process.cwd()),
    openLineage: fileOrAddress(checked.openLineage, inputs.cwd ?? process.cwd()),
    site: checked.site.replace(/\/+$/, ''),
    sources: sources as Record<SettingName, string>,
    clock: checked.now === null ? systemClock : clockStartingAt(Temporal.Instant.from(checked.now)),
  }
}

/** `file:///srv/bodies` or `s3://bucket/prefix`; null for the table. */
function depotAddress(given: string | null, cwd: string): string | null {
  if (given === null || given === 'table') return null
  const plain = given.replace(/\/+$/, '')
  return /^(?:s3|file):/.test(plain) ? plain : pathToFileURL(resolve(cwd, plain)).href
}

/** An address as it is; a path as seen from the working folder. */
function fileOrAddress(given: string | null, cwd: string): string | null {
  return given === null || /^https?:/.test(given) ? given : resolve(cwd, given)
}

/**
 * Where to ping, when all settings together can't be used: so that a mistake in one of them is heard of.
 *
 * @returns null when it is unset, or itself of no use
 */
export async function pingSetting(inputs: ConfigInputs = {}): Promise<string | null> {
  const { settings } = await findSettings(inputs)
  const ping = settings.find(({ name }) => name === 'ping')
  return ping?.problem === null ? (ping.value as string | null) : null
}

interface SettingsFile {
  readonly path: string
  readonly values: Readonly<Record<string, unknown>>
  readonly problem: string | null
}

async function readFile(cwd: string): Promise<SettingsFile> {
  const nothing = (problem: string | null): SettingsFile => ({ path: 'file', values: {}, problem })
  try {
    const found = await cosmiconfig('paperboy', { searchPlaces: FILE_NAMES, stopDir: cwd }).search(cwd)
    if (!found || found.isEmpty) return nothing(null)
    const values: unknown = found.config
    if (values === null || typeof values !== 'object' || Array.isArray(values))
      return nothing(`${found.filepath} holds no settings: expected names and values, such as site and home`)
    const unknown = Object.keys(values).filter((name) => !(name in SETTINGS))
    const problem =
      unknown.length === 0
        ? null
        : `${found.filepath} has the setting ${unknown.join(', ')}: known are ${Object.keys(SETTINGS).join(', ')}`
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
