import { z } from 'zod'
import { count, instant, type Printed, text } from '../base/schema.ts'

/*
 * The warehouse as a database and as files.
 */

/** Of `sql`. */
export const sqlRows = z
  .array(z.record(z.string(), z.unknown()))
  .describe(
    'Rows, with columns named as in the statement. Numbers that may exceed a double (bigint, numeric) are ' +
      'strings, instants end with milliseconds and Z, arrays are arrays, and json is JSON.',
  )

const location = () => text('Location of the warehouse, without a password.')

/** Of `db migrate`. */
export const migrated = z.strictObject({
  location: location(),
  applied: z.array(z.string()).describe('Applied migrations, views and functions, as in views/paper_days.'),
  total: count('Total of migrations in the warehouse.'),
  texts_built: count('Papers whose full text was rebuilt, since another version of Postgres had built it.'),
})

export type Migrated = Printed<typeof migrated>

/** Of `db migrate --dry-run`. */
export const migrationsMissing = z.strictObject({
  location: location(),
  missing: z
    .array(z.string())
    .describe('Migrations, views and functions that would be applied, as in views/paper_days.'),
})

export type MigrationsMissing = Printed<typeof migrationsMissing>

/** Of `db grant`. */
export const readerMade = z.strictObject({ role: text('The role that reads everything and writes nothing.') })

export type ReaderMade = Printed<typeof readerMade>

/** Of `db prune`. */
export const pruned = z.strictObject({
  captures: count('Deleted responses.'),
  bodies: count('Bodies deleted with them.'),
  bytes: count('Compressed bytes of those in the table.'),
  removed: count('Bodies removed from the folder or bucket.'),
})

export type PrunedDocument = Printed<typeof pruned>

/** Of `db dump`. */
export const dumped = z.strictObject({ path: text('File of the dump.') })

export type Dumped = Printed<typeof dumped>

/** Of `db restore`. */
export const restored = z.strictObject({
  dump: text('File that was restored.'),
  made_at: instant('Time of the dump.'),
  replaced: text('Folder of the previous warehouse; null for none.').nullable(),
})

export type RestoredDocument = Printed<typeof restored>

/** Of `db serve`, as soon as it serves. */
export const databaseServed = z.strictObject({
  url: text('Address for psql, without a password.'),
  password_file: text('File with the password.'),
})

export type DatabaseServed = Printed<typeof databaseServed>
