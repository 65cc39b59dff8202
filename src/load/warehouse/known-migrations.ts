import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { WarehouseUnavailable } from '../../base/errors.ts'

const FOLDER = join(import.meta.dirname, '../../../drizzle')

/** A step from one version of the tables to the next. */
export interface Migration {
  readonly tag: string
  /** SHA-256 of its file. */
  readonly hash: string
  readonly statements: readonly string[]
}

/** The migrations of this version, in order. As drizzle reads them, without loading drizzle: every command does this. */
export function knownMigrations(): readonly Migration[] {
  const journal = JSON.parse(readFileSync(join(FOLDER, 'meta/_journal.json'), 'utf8')) as {
    entries: readonly { tag: string }[]
  }
  return journal.entries.map(({ tag }) => {
    const text = readFileSync(join(FOLDER, `${tag}.sql`), 'utf8')
    return {
      tag,
      hash: createHash('sha256').update(text).digest('hex'),
      statements: text.split('--> statement-breakpoint'),
    }
  })
}

/**
 * Compares the migrations that a warehouse has had with those of this version.
 *
 * @throws {WarehouseUnavailable} when it is ahead, or a migration was edited
 */
export function verifyMigrations(
  known: readonly Migration[],
  done: readonly { tag: string; hash: string }[],
  location: string,
): void {
  for (const [index, applied] of done.entries()) {
    const migration = known[index]
    if (!migration) {
      throw new WarehouseUnavailable(
        `the warehouse at ${location} has migration ${applied.tag}, which this version of paperboy does not know: ` +
          'use the newer version',
        { retryable: false },
      )
    }
    if (migration.hash !== applied.hash) {
      throw new WarehouseUnavailable(
        `migration ${applied.tag} of the warehouse at ${location} differs from drizzle/${migration.tag}.sql: ` +
          'an applied migration must never be edited; restore the file',
        { retryable: false },
      )
    }
  }
}
