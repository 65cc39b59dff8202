import { readFileSync } from 'node:fs'

/** This version of Paperboy, from package.json. */
export const VERSION: string = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version

/**
 * Returns the user agent: the program, its version and, from the settings, the contact.
 *
 * @example userAgent('mail@example.org') // 'paperboy/0.1.0 (+mail@example.org)'
 */
export function userAgent(contact: string | null): string {
  return `paperboy/${VERSION} (${contact === null ? 'daily papers archiver; contact not set' : `+${contact}`})`
}
