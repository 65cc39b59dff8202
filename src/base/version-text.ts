import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { VERSION } from './version.ts'

/** Beside the package.json of the package: the commit that it was made from. */
export const COMMIT_FILE = 'commit'

/**
 * The version for a person, with the commit where it is known: that of the clone, or that which the package was made
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

/** The short hash of the commit that a clone is at; null for a folder that is none, or without git. */
export function commitOfClone(root: string): string | null {
  // The repository of somebody else that has this folder in it says nothing of it.
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
