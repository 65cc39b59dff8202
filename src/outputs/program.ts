import { z } from 'zod'
import type * as errors from '../base/errors.ts'
import { exitCode, type Printed, text } from '../base/schema.ts'

/*
 * What every command may print.
 */

/** The codes of all classes of errors. */
type ClassCode = {
  [Name in Exclude<keyof typeof errors, 'PaperboyError'>]: (typeof errors)[Name] extends abstract new (
    ...args: never
  ) => { readonly code: infer Code extends string }
    ? Code
    : never
}[Exclude<keyof typeof errors, 'PaperboyError'>]

/** Why a command was not done, in a word for programs. */
export type ErrorCode = ClassCode | 'bug'

const CODES: Readonly<Record<ErrorCode, string>> = {
  usage: 'what was typed makes no sense',
  configuration: "a setting is missing or can't be used",
  'warehouse-unavailable': 'the warehouse is held by another process, not there, or of another version',
  'warehouse-unreachable': 'the server of the warehouse does not answer',
  'connection-lost': 'the connection to the warehouse was lost',
  'too-many-connections': 'the server of the warehouse takes no more connections',
  'disk-full': 'the disk of the warehouse is full',
  'read-only': 'the warehouse takes no writes',
  'statement-timeout': 'a statement took too long',
  'not-permitted': 'the role may not do this',
  'writes-lost': 'the server that answers now lacks what the run wrote: another one took over',
  'query-refused': 'the database refused the statement that was typed',
  'site-unreachable': 'the site gave no answer, or none that can be read',
  'rate-limited': 'the site asks for fewer requests',
  'robots-disallowed': "the site's robots.txt forbids it",
  'capture-damaged': 'a stored response is not what was stored',
  'bodies-unavailable': "the folder or bucket of bodies can't be used now",
  'body-missing': 'the body of a stored response is not where it should lie',
  'files-not-written': 'files could not be written now',
  'lease-lost': 'another run has taken over',
  'mail-server-unreachable': 'the server that takes mails does not answer',
  'requests-spent': 'the run has made as many requests as it may',
  stopped: 'a signal ended it; what was written stays',
  bug: 'a mistake in Paperboy',
}

/** The error of a command, of whatever kind. */
export const error = z.strictObject({
  error: z
    .strictObject({
      code: z.enum(Object.keys(CODES) as [ErrorCode, ...ErrorCode[]]).describe(
        `Why, in a word for programs. ${Object.entries(CODES)
          .map(([code, about]) => `${code}: ${about}`)
          .join('; ')}.`,
      ),
      message: text('What failed, on which object, and what to type next. The same is on stderr.'),
      exit_code: exitCode(),
    })
    .describe('What went wrong.'),
})

export type ErrorDocument = Printed<typeof error>

/** Of `--help`, `help` and a group of commands that is typed alone. */
export const help = z.strictObject({ help: text('The help, as a terminal shows it.') })

export type HelpDocument = Printed<typeof help>

/** Of `--version`. */
export const version = z.strictObject({
  version: text('The version; in a clone and in the package with its commit.'),
})

export type VersionDocument = Printed<typeof version>

/** Of `config`. */
export const config = z.strictObject({
  settings: z
    .array(
      z.strictObject({
        name: text('Its name in a file of settings.'),
        value: z
          .union([z.string(), z.array(z.string())])
          .nullable()
          .describe('As it is typed, secrets masked; null for none.'),
        source: text('Where it comes from: default, flag, the variable, or the file.'),
        env: text('The variable that sets it.'),
        about: text('What it is.'),
      }),
    )
    .describe('All settings.'),
  problems: z.array(z.string()).describe("Settings that can't be used, and why: then the exit code is 78."),
})

export type ConfigDocument = Printed<typeof config>
