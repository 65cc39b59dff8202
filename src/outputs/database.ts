import { z } from 'zod'
import { count, instant, type Printed, text } from '../base/schema.ts'

/*
 * The warehouse as a database and as files.
 */

/** Of `sql`. */
export const sqlRows = z
  .array(z.record(z.string(), z.unknown()))
  .describe(
    'Rows, with the columns by the names of the statement. Numbers that need not fit a double (bigint, numeric) are ' +
      'strings, instants end with milliseconds and Z, arrays are arrays, and json is JSON.',
  )

const location = () => text('Where the warehouse is, without a password.')

/** Of `db migrate`. */
export const migrated = z.strictObject({
  location: location(),
  applied: z
    .array(z.string())
    .describe('Migrations that were applied now, and views and functions, as in views/paper_days.'),
  total: count('Migrations that the warehouse has.'),
  texts_built: count(
    'Papers whose full text was built anew, since another version of Postgres had built it.',
  ),
})

export type Migrated = Printed<typeof migrated>

/** Of `db migrate --dry-run`. */
export const migrationsMissing = z.strictObject({
  location: location(),
  missing: z
    .array(z.string())
    .describe('Migrations that would be applied, and views and functions, as in views/paper_days.'),
})

export type MigrationsMissing = Printed<typeof migrationsMissing>

/** Of `db grant`. */
export const readerMade = z.strictObject({ role: text('The role that reads everything and writes nothing.') })

export type ReaderMade = Printed<typeof readerMade>

/** Of `db prune`. */
export const pruned = z.strictObject({
  captures: count('Stored responses that were taken out.'),
  bodies: count('Bodies that were taken out with them.'),
  bytes: count('Bytes of those that lay in the table, compressed.'),
  removed: count('Bodies that were removed from the folder or bucket.'),
})

export type PrunedDocument = Printed<typeof pruned>

/** Of `db dump`. */
export const dumped = z.strictObject({ path: text('The file of the dump.') })

export type Dumped = Printed<typeof dumped>

/** Of `db restore`. */
export const restored = z.strictObject({
  dump: text('The file that was restored.'),
  made_at: instant('When it was made.'),
  replaced: text('The folder where the warehouse of before was put; null where there was none.').nullable(),
})

export type RestoredDocument = Printed<typeof restored>

/** Of `db serve`, as soon as it serves. */
export const databaseServed = z.strictObject({
  url: text('Address for psql, without a password.'),
  password_file: text('The file that holds the password.'),
})

export type DatabaseServed = Printed<typeof databaseServed>
