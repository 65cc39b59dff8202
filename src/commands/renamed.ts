import { UsageError } from '../base/errors.ts'

/** Commands and flags of 0.1.0, in the order of their words, with their new names. */
const RENAMED: readonly (readonly [old: string, now: string])[] = [
  ['db thin', 'db prune'],
  ['db reader', 'db grant'],
  ['dataset write', 'dataset export'],
  ['import --history', 'history import'],
  ['import --forget-history', 'history delete'],
  ['backfill --queue', 'backfill --enqueue'],
  ['import --queue', 'import --enqueue'],
  ['replay --queue', 'replay --enqueue'],
  ['subscribe --rhythm', 'subscribe --frequency'],
  ['digest --rhythm', 'digest --frequency'],
  ['papers --queue', 'fetch papers --enqueue'],
  ['papers --enqueue', 'fetch papers --enqueue'],
  ['papers --wait', 'fetch papers --wait'],
  ['papers --from', 'fetch papers --from'],
  ['papers --to', 'fetch papers --to'],
  ['papers --missing', 'fetch papers --missing'],
  ['papers --stale', 'fetch papers --stale'],
  ['papers --max-requests', 'fetch papers --max-requests'],
  ['papers --dry-run', 'fetch papers --dry-run'],
]

/** Flags before a command whose value is a word of its own. */
const VALUED: ReadonlySet<string> = new Set(['--home', '--database-url', '--site'])

/** @throws {UsageError} for a name of 0.1.0, with the new one */
export function refuseRenamed(words: readonly string[]): void {
  const typed = words
    .slice(0, words.includes('--') ? words.indexOf('--') : words.length)
    // The value of a flag is no command: a data folder may be called "papers".
    .filter((_word, index, all) => !VALUED.has(all[index - 1] ?? ''))
  const command = typed.find(
    (word) => word === 'fetch' || RENAMED.some(([old]) => old.split(' ')[0] === word),
  )
  for (const [old, now] of RENAMED) {
    const [name, second = ''] = old.split(' ')
    const isThere = second.startsWith('--')
      ? typed.some((word) => word === second || word.startsWith(`${second}=`))
      : typed[typed.indexOf(name ?? '') + 1] === second
    if (command === name && isThere)
      throw new UsageError(`"${old}" is now "${now}": type npx paperboy ${now.split(' --')[0]} --help`)
  }
}
