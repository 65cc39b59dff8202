import { z } from 'zod'
import { EXIT } from './errors.ts'

/*
 * The fields of which all outputs are made. Every field says what it is; objects take no key that is not named, so that
 * a key that nobody wrote down fails a test.
 */

/** The type of what a schema describes, as it is printed: nothing in it is written to. */
export type Printed<Schema extends z.ZodType> = Frozen<z.infer<Schema>>

type Frozen<T> = T extends readonly (infer Each)[]
  ? readonly Frozen<Each>[]
  : T extends object
    ? { readonly [Name in keyof T]: Frozen<T[Name]> }
    : T

/** Any text. */
export const text = (about: string) => z.string().describe(about)

/** A whole number from 0 on. */
export const count = (about: string) => z.int().min(0).describe(about)

/** Any number. */
export const number = (about: string) => z.number().describe(about)

/** True or false. */
export const flag = (about: string) => z.boolean().describe(about)

/** A number of the database, as text: it need not fit a double. */
export const id = (about: string) => z.string().regex(/^\d+$/).describe(about)

/** `2026-06-03` */
export const day = (about: string) =>
  z
    .string()
    .regex(/^\d{4}-\d\d-\d\d$/)
    .describe(about)

/** `2026-06-03T10:00:00.000Z`: UTC, with milliseconds. */
export const instant = (about: string) =>
  z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    .describe(about)

/** `day:2026-06-03`, as it is typed; `trending` stands alone. */
export const listing = (about: string) =>
  z
    .string()
    .regex(/^(trending|(day|week|month|query|paper):.+)$/s)
    .describe(about)

/** Counts by names that are not known beforehand, such as tables. */
export const counts = (about: string) =>
  z.record(z.string(), count('How many there are of it.')).describe(about)

/** What the process exits with; a signal that stopped it goes before. */
export const exitCode = () =>
  z.literal(Object.values(EXIT)).describe('What the process exits with: see docs/exit-codes.md.')

/** Text that may not be known. */
export const optionalText = (about: string) => text(`${about} Null when it is not known.`).nullable()

/** A number that may not be known. */
export const optionalCount = (about: string) => count(`${about} Null when it is not known.`).nullable()
