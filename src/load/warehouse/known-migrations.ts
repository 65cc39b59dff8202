import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { WarehouseUnavailable } from '../../base/errors.ts'

/** Folder of migrations, views and functions. */
export const FOLDER = join(import.meta.dirname, '../../../drizzle')

/** Migrations that the baseline replaced: their number, the first and last ones, and the SHA-256 of all their tags and hashes. */
const REPLACED = {
  count: 25,
  first: '0000_functions',
  last: '0024_search',
  digest: 'af3f23326c81b09e80ffb8b6d20fe08656e69e969193ff39bb4deab8df1fc73c',
} as const

/** A step from one version of the tables to the next. */
export interface Migration {
  readonly tag: string
  /** SHA-256 of its file. */
  readonly hash: string
  readonly statements: readonly string[]
}

/** A migration applied to a warehouse. */
export type AppliedMigration = Pick<Migration, 'tag' | 'hash'>

/** Reads the migrations of this version, in order, like drizzle but without loading it: every command does this. */
export function knownMigrations(): readonly Migration[] {
  const journal = JSON.parse(readFileSync(join(FOLDER, 'meta/_journal.json'), 'utf8')) as {
    entries: readonly { tag: string }[]
  }
  return journal.entries.map(({ tag }) => {
    const text = readFileSync(join(FOLDER, `${tag}.sql`), 'utf8')
    return { tag, hash: sha256(text), statements: text.split('--> statement-breakpoint') }
  })
}

/** Computes the SHA-256 of a text, in hexadecimal. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/**
 * Counts this version's migrations in a list of applied ones, by tag alone: the baseline counts for
 * all that it replaced.
 *
 * @throws {WarehouseUnavailable} when only some of the replaced ones were applied
 */
export function countApplied(tags: readonly string[], location: string): number {
  if (tags[0] !== REPLACED.first) return tags.length
  if (tags.length < REPLACED.count) throw notAllReplaced(location)
  return tags.length - REPLACED.count + 1
}

/**
 * Compares the applied migrations of a warehouse with those of this version.
 *
 * @returns the number of this version's that it has; the baseline counts for all that it replaced
 * @throws {WarehouseUnavailable} when it is ahead, a migration was edited, or it has only some of those that the
 *   baseline replaced
 */
export function verifyMigrations(
  known: readonly Migration[],
  applied: readonly AppliedMigration[],
  location: string,
): number {
  const done = sinceBaseline(known, applied, location)
  for (const [index, { tag, hash }] of done.entries()) {
    const migration = known[index]
    if (!migration) {
      throw new WarehouseUnavailable(
        `the warehouse at ${location} has migration ${tag}, which this version of paperboy does not know: ` +
          'use the newer version',
        { retryable: false },
      )
    }
    if (migration.hash !== hash) {
      throw new WarehouseUnavailable(
        `migration ${tag} of the warehouse at ${location} differs from drizzle/${migration.tag}.sql: ` +
          'an applied migration must never be edited; restore the file',
        { retryable: false },
      )
    }
  }
  return done.length
}

function sinceBaseline(
  known: readonly Migration[],
  applied: readonly AppliedMigration[],
  location: string,
): readonly AppliedMigration[] {
  if (applied[0]?.tag !== REPLACED.first) return applied
  const replaced = applied.slice(0, REPLACED.count)
  if (sha256(replaced.map(({ tag, hash }) => `${tag} ${hash}\n`).join('')) !== REPLACED.digest)
    throw notAllReplaced(location)
  return [...known.slice(0, 1), ...applied.slice(REPLACED.count)]
}

function notAllReplaced(location: string): WarehouseUnavailable {
  return new WarehouseUnavailable(
    `the warehouse at ${location} lacks some of the ${REPLACED.count} migrations that 0000_baseline replaced, or has others: ` +
      `migrate it to ${REPLACED.last} with the version of paperboy that created it, then run "npx paperboy db migrate"`,
    { retryable: false },
  )
}
