import { isDay, isMonth, isWeek, weekOf } from '../../model/day.ts'

/** Returns a JSON object; null for anything else. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> | null {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null
}

/** Finds the key of a day, week or month in a value; a date names its week or month. */
export function keyOf(kind: 'day' | 'week' | 'month', value: unknown): string | null {
  if (typeof value !== 'string') return null
  if (kind === 'week' && isWeek(value)) return value
  if (kind === 'month' && isMonth(value)) return value
  const day = value.slice(0, 10)
  if (!isDay(day)) return null
  return kind === 'day' ? day : kind === 'week' ? weekOf(day) : day.slice(0, 7)
}
