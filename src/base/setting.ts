import { z } from 'zod'

/** One setting: its environment variable, meaning, secrecy and schema. */
export interface Setting {
  readonly env: string
  readonly about: string
  readonly secret: boolean
  readonly schema: z.ZodType
  /** Its name and its variable in 0.1.0, where they were others. */
  readonly formerly?: { readonly name: string; readonly env: string }
  /** Converts a checked value for the program; relative paths start at the working folder. */
  readonly resolve?: (value: never, cwd: string) => unknown
}

/** Settings by their names in `paperboy.config`. */
export type Settings = Readonly<Record<string, Setting>>

/** The checked values of settings. */
export type ValuesOf<Definitions extends Settings> = {
  readonly [Name in keyof Definitions]: z.infer<Definitions[Name]['schema']>
}

/**
 * Returns the values of a feature's settings.
 *
 * @param config loaded with these settings among its definitions
 * @throws {TypeError} when it was loaded without them
 */
export function valuesOf<Definitions extends Settings>(
  config: object,
  definitions: Definitions,
): ValuesOf<Definitions> {
  const missing = Object.keys(definitions).filter((name) => !(name in config))
  if (missing.length > 0) throw new TypeError(`the settings ${missing.join(', ')} were not loaded`)
  return config as ValuesOf<Definitions>
}

/** Value of a request header. A newline in it, as from a file, would only fail with the first request. */
export const headerText = z
  .string()
  .regex(/^[\u0020-\u007e\u00a0-\u00ff]+$/, 'expected one line of Latin letters')

/** A key or a token: a space or a newline in it, as from a file, would only fail with the first request. */
export const keyText = z.string().regex(/^[\u0021-\u007e]+$/, 'expected one word')

/** The address of a site or a service on the web. */
export const webAddress = z.url({ protocol: /^https?$/, error: 'expected an http or https address' })
