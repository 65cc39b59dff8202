/**
 * Converts a value to Postgres's notation, as node-postgres does: dates of JavaScript and of Temporal in ISO 8601,
 * arrays as arrays of Postgres, other objects as JSON; null and undefined are null.
 */
export function asText(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return `{${value.map((each) => arrayElement(each)).join(',')}}`
  if (typeof value === 'string') return value
  return typeof value === 'bigint' || isTemporal(value) ? value.toString() : JSON.stringify(value)
}

function arrayElement(value: unknown): string {
  const text = asText(value)
  if (text === null) return 'NULL'
  return Array.isArray(value) ? text : quotedElement(text)
}

/** Quotes a text as an element of an array in Postgres's notation. */
export function quotedElement(text: string): string {
  return text.includes('"') || text.includes('\\')
    ? `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`
    : `"${text}"`
}

/** True for any class of Temporal, all of which are written in ISO 8601. */
function isTemporal(value: unknown): value is Temporal.Instant {
  return Object.prototype.toString.call(value).startsWith('[object Temporal.')
}
