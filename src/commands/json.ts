import { isoInstantOf } from '../model/day.ts'
import { type SnakeName, snakeName } from '../model/snake-name.ts'

/** A record with its properties named as in SQL. */
type SnakeCased<Fields> = { [Name in keyof Fields as SnakeName<Name & string>]: Fields[Name] }

/** Renames the properties of a record as in SQL: `onHold` to `on_hold`. Nested values stay as they are. */
export function snakeCase<Fields extends object>(record: Fields): SnakeCased<Fields> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [snakeName(name), value]),
  ) as SnakeCased<Fields>
}

/** Converts an instant from any of the database's formats to that of all JSON: `2026-06-03T10:00:00.000Z`; null stays null. */
export function isoText<Text extends string | null>(text: Text): Text {
  return (text === null ? null : isoInstantOf(text)) as Text
}
