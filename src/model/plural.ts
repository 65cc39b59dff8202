/**
 * Formats a count with its noun.
 *
 * @example plural(1, 'entry', 'entries') // "1 entry"
 */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
