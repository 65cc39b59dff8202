import { z } from 'zod'
import { EXIT } from './errors.ts'

/*
 * Building blocks of all outputs. Every field has a description; objects accept no undeclared key, so that
 * an undocumented key fails a test.
 */

/** The type of a schema's output, as printed: deeply read-only. */
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

/** An id of the database, as text: it may exceed a double. */
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

/** `day:2026-06-03`, as typed; `trending` has no key. */
export const listing = (about: string) =>
  z
    .string()
    .regex(/^(trending|(day|week|month|query|paper):.+)$/s)
    .describe(about)

/** Counts by names not known in advance, such as tables. */
export const counts = (about: string) =>
  z.record(z.string(), count('How many there are of it.')).describe(about)

/** Exit code of the process; a signal that stopped it takes precedence. */
export const exitCode = () =>
  z.literal(Object.values(EXIT)).describe('Exit code of the process: see docs/exit-codes.md.')

/** Text that may be unknown. */
export const optionalText = (about: string) => text(`${about} Null when unknown.`).nullable()

/** A number that may be unknown. */
export const optionalCount = (about: string) => count(`${about} Null when unknown.`).nullable()
