import { z } from 'zod'
import type * as errors from '../base/errors.ts'
import { exitCode, type Printed, text } from '../base/schema.ts'

/*
 * Output of every command.
 */

/** Codes of all classes of errors. */
type ClassCode = {
  [Name in Exclude<keyof typeof errors, 'PaperboyError'>]: (typeof errors)[Name] extends abstract new (
    ...args: never
  ) => { readonly code: infer Code extends string }
    ? Code
    : never
}[Exclude<keyof typeof errors, 'PaperboyError'>]

/** Reason for a command's failure, in a word for programs. */
export type ErrorCode = ClassCode | 'bug'

const CODES: Readonly<Record<ErrorCode, string>> = {
  usage: 'the command line is invalid',
  configuration: "a setting is missing or can't be used",
  'warehouse-unavailable': 'the warehouse is locked by another process, missing, or of another version',
  'warehouse-unreachable': 'the server of the warehouse does not answer',
  'connection-lost': 'the connection to the warehouse was lost',
  'too-many-connections': 'the server of the warehouse accepts no more connections',
  'disk-full': 'the disk of the warehouse is full',
  'read-only': 'the warehouse is read-only',
  'statement-timeout': 'a statement took too long',
  'not-permitted': 'the role may not do this',
  'writes-lost': 'the current server lacks writes of the run: another one took over',
  'query-refused': 'the database refused the typed statement',
  'site-unreachable': 'the site gave no readable answer',
  'rate-limited': 'the site asks for fewer requests',
  'robots-disallowed': "the site's robots.txt forbids it",
  'capture-damaged': 'a stored response was changed',
  'bodies-unavailable': "the folder or bucket of bodies can't be used now",
  'body-missing': 'the body of a stored response is missing',
  'files-not-written': 'files could not be written now',
  'lease-lost': 'another run has taken over',
  'mail-server-unreachable': 'the mail server does not answer',
  'requests-spent': 'the run has used up its requests',
  stopped: 'a signal ended it; what was written stays',
  bug: 'a bug in Paperboy',
}

/** Error of a command, of any kind. */
export const error = z.strictObject({
  error: z
    .strictObject({
      code: z.enum(Object.keys(CODES) as [ErrorCode, ...ErrorCode[]]).describe(
        `Reason, in a word for programs. ${Object.entries(CODES)
          .map(([code, about]) => `${code}: ${about}`)
          .join('; ')}.`,
      ),
      message: text('Failure, object and next command to type. The same is on stderr.'),
      exit_code: exitCode(),
    })
    .describe('The error.'),
})

export type ErrorDocument = Printed<typeof error>

/** Of `--help`, `help` and a group of commands that is typed alone. */
export const help = z.strictObject({ help: text('Help text, as on a terminal.') })

export type HelpDocument = Printed<typeof help>

/** Of `--version`. */
export const version = z.strictObject({
  version: text('Version; in a clone and in the package with its commit.'),
})

export type VersionDocument = Printed<typeof version>

/** Of `config`. */
export const config = z.strictObject({
  settings: z
    .array(
      z.strictObject({
        name: text('Name in the settings file.'),
        value: z
          .union([z.string(), z.array(z.string())])
          .nullable()
          .describe('Value as typed, secrets masked; null for none.'),
        source: text('Source: default, flag, the variable, or the file.'),
        env: text('Environment variable that sets it.'),
        about: text('Meaning of the setting.'),
      }),
    )
    .describe('All settings.'),
  problems: z.array(z.string()).describe('Invalid settings, with reasons: then the exit code is 78.'),
})

export type ConfigDocument = Printed<typeof config>
