import { isoInstant } from '../model/day.ts'

/** The properties of a record by their names in SQL: `heldBack` as `held_back`. What is inside of them stays. */
export function snakeCase(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  )
}

/** An instant in any of the database's writings as all JSON has it: `2026-06-03T10:00:00.000Z`; null stays null. */
export function isoText<Text extends string | null>(text: Text): Text {
  return (text === null ? null : isoInstant(Temporal.Instant.from(text))) as Text
}
