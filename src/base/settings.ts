import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { type Followed, parseFollowed } from '../model/follow.ts'
import { headerText, keyText, type Settings, type ValuesOf, webAddress } from './setting.ts'

/** The real site. */
export const DEFAULT_SITE = 'https://huggingface.co'

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

/** A list in a file; in the environment and on the command line its parts are separated by commas. */
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

/** `file:///srv/bodies` or `s3://bucket/prefix`; null for the table. */
function bodyStoreAddress(given: string | null, cwd: string): string | null {
  if (given === null || given === 'table') return null
  const plain = given.replace(/\/+$/, '')
  return /^(?:s3|file):/.test(plain) ? plain : pathToFileURL(resolve(cwd, plain)).href
}

/** The settings of the pipeline. Those of a feature are in its folder. */
export const SETTINGS = {
  home: {
    env: 'PAPERBOY_HOME',
    about: 'data folder, with the embedded warehouse',
    secret: false,
    schema: z.string().min(1).default('.paperboy'),
    resolve: (value: string, cwd) => resolve(cwd, value),
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
      'the same database without a pooler, or as its owner: for migrations, creating queues, and "db grant"',
    secret: true,
    schema: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'expected postgres://user:password@host:5432/database')
      .nullable()
      .default(null),
  },
  embedded: {
    env: 'PAPERBOY_EMBEDDED',
    about: 'engine of the embedded warehouse: postgres, pglite, or auto, which is postgres where it runs',
    secret: false,
    schema: z.enum(['auto', 'postgres', 'pglite']).default('auto'),
  },
  captures: {
    env: 'PAPERBOY_CAPTURES',
    about: 'store for bodies of responses: table, a folder, or s3://bucket/prefix; unset means table',
    secret: false,
    schema: z
      .string()
      .regex(
        /^(?:s3:\/\/[a-z0-9][a-z0-9.-]+[a-z0-9](?:\/[\w.-]+)*\/?|file:\/\/\/.+|(?![A-Za-z][\w+.-]+:).+)$/,
        'expected table, a folder such as ./bodies, or s3://bucket/prefix',
      )
      .nullable()
      .default(null),
    resolve: bodyStoreAddress,
  },
  s3Endpoint: {
    env: 'AWS_ENDPOINT_URL',
    about: 'base address of the S3-compatible service; unset means Amazon in the region',
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
    about: 'access key ID of the bucket',
    secret: true,
    schema: keyText.nullable().default(null),
  },
  s3Secret: {
    env: 'AWS_SECRET_ACCESS_KEY',
    about: 'secret access key of the bucket',
    secret: true,
    schema: keyText.nullable().default(null),
  },
  s3Token: {
    env: 'AWS_SESSION_TOKEN',
    about: 'session token of a temporary key',
    secret: true,
    schema: keyText.nullable().default(null),
  },
  site: {
    env: 'PAPERBOY_SITE',
    about: 'base address of the site, or of a replica',
    secret: false,
    schema: webAddress.default(DEFAULT_SITE),
    resolve: (value: string) => value.replace(/\/+$/, ''),
  },
  token: {
    env: 'HF_TOKEN',
    about: 'access token of the site: doubles its quota',
    secret: true,
    schema: headerText.nullable().default(null),
  },
  quotaIdentity: {
    env: 'PAPERBOY_QUOTA_IDENTITY',
    formerly: { name: 'egress', env: 'PAPERBOY_EGRESS' },
    about:
      "name of the address that requests come from; the same name shares one quota; unset: the machine's",
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
    about: 'path of a Chromium, for pages that only a browser gets; unset means one in a usual place',
    secret: false,
    schema: z.string().min(1).nullable().default(null),
  },
  follow: {
    env: 'PAPERBOY_FOLLOW',
    about: 'listings that nightly reads beside the days: trending, week, month, query:WORDS, paper:ID',
    secret: false,
    schema: followList.default([]),
  },
  paperPages: {
    env: 'PAPERBOY_PAPER_PAGES',
    about:
      "maximum number of papers' own pages that nightly reads with the requests left by its lists; 0 for none",
    secret: false,
    schema: wholeNumber.default(60),
  },
  publicUrl: {
    env: 'PAPERBOY_PUBLIC_URL',
    about:
      'address of "site serve" for others, for its links and those of mails (confirm, unsubscribe); unset means mail to the sender',
    secret: false,
    schema: webAddress.nullable().default(null),
  },
  logLevel: {
    env: 'PAPERBOY_LOG',
    about: 'minimum level of log lines: debug, info, warn, error or silent',
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
} as const satisfies Settings

/** Values of the pipeline's settings. */
export type CoreValues = ValuesOf<typeof SETTINGS>
