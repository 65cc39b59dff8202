import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { VERSION } from './version.ts'

/** File beside the package.json of the package: the commit it was built from. */
export const COMMIT_FILE = 'commit'

/**
 * Returns the version for a person, with the commit if known: that of the clone, or that which the package was built
 * from.
 *
 * @example '0.1.0 (dea8770)'
 */
export function versionText(): string {
  const root = join(import.meta.dirname, '../..')
  const file = join(root, COMMIT_FILE)
  const commit = existsSync(file) ? readFileSync(file, 'utf8').trim() : commitOfClone(root)
  return commit === null ? VERSION : `${VERSION} (${commit})`
}

/** Returns the short hash of a clone's commit; null for a folder that is not a clone, or without git. */
export function commitOfClone(root: string): string | null {
  // A parent folder's repository says nothing about this one.
  if (!existsSync(join(root, '.git'))) return null
  try {
    const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore']
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      cwd: root,
      stdio,
      encoding: 'utf8',
    }).trim()
  } catch {
    return null
  }
}
