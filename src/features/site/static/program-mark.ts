import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SiteContext } from '../site-context.ts'

/** The clone, or the package's dist/: both hold the same folders. */
const ROOT = join(import.meta.dirname, '../../../..')

/** All of the program's code, not only what pages import today, and the views that they read. */
const CODE = ['src', 'jobs', 'drizzle']

/**
 * A mark of what all pages depend on: the program that makes them, with its version and its dependencies, the addresses
 * in them, and whether they have pictures. It takes 10 ms.
 */
export function programMark({ source, publicUrl, pictures }: SiteContext): string {
  const { version, dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Readonly<
    Record<string, unknown>
  >
  const hash = createHash('sha256').update(
    JSON.stringify([source, publicUrl, pictures !== undefined, version, dependencies]),
  )
  for (const folder of CODE) {
    for (const name of readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).toSorted()) {
      if (/\.(?:ts|css|js|svg|sql)$/.test(name))
        hash.update(name).update(readFileSync(join(ROOT, folder, name)))
    }
  }
  return hash.digest('base64url').slice(0, 12)
}
