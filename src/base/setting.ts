import { z } from 'zod'

/** One setting: its environment variable, what it means, whether it is secret, what it may be. */
export interface Setting {
  readonly env: string
  readonly about: string
  readonly secret: boolean
  readonly schema: z.ZodType
  /** Its name and its variable in 0.1.0, where they were others. */
  readonly formerly?: { readonly name: string; readonly env: string }
  /** Gives a checked value as the program uses it; relative paths are seen from the working folder. */
  readonly resolve?: (value: never, cwd: string) => unknown
}

/** Settings by their names in `paperboy.config`. */
export type Settings = Readonly<Record<string, Setting>>

/** The checked values of settings. */
export type ValuesOf<Definitions extends Settings> = {
  readonly [Name in keyof Definitions]: z.infer<Definitions[Name]['schema']>
}

/**
 * The values of a feature's settings.
 *
 * @param config loaded with these settings among its definitions
 * @throws {TypeError} when it was not
 */
export function valuesOf<Definitions extends Settings>(
  config: object,
  definitions: Definitions,
): ValuesOf<Definitions> {
  const missing = Object.keys(definitions).filter((name) => !(name in config))
  if (missing.length > 0) throw new TypeError(`the settings ${missing.join(', ')} were not loaded`)
  return config as ValuesOf<Definitions>
}

/** What stands in a header of a request. A line's end in it, as from a file, would only fail when a request is made. */
export const headerText = z
  .string()
  .regex(/^[\u0020-\u007e\u00a0-\u00ff]+$/, 'expected one line of Latin letters')

/** A key or a token: a space or a line's end in it, as from a file, would only fail when a request is made. */
export const keyText = z.string().regex(/^[\u0021-\u007e]+$/, 'expected one word')

/** The address of a site or a service on the web. */
export const webAddress = z.url({ protocol: /^https?$/, error: 'expected an http or https address' })
