import { isoInstantOf } from '../model/day.ts'

/** A record with its properties named as in SQL. */
type SnakeCased<Fields> = { [Name in keyof Fields as SnakeName<Name & string>]: Fields[Name] }

type SnakeName<Name extends string> = Name extends `${infer Letter}${infer Rest}`
  ? `${Letter extends Lowercase<Letter> ? Letter : `_${Lowercase<Letter>}`}${SnakeName<Rest>}`
  : Name

/** Renames the properties of a record as in SQL: `onHold` to `on_hold`. Nested values stay as they are. */
export function snakeCase<Fields extends object>(record: Fields): SnakeCased<Fields> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  ) as SnakeCased<Fields>
}

/** Converts an instant from any of the database's formats to that of all JSON: `2026-06-03T10:00:00.000Z`; null stays null. */
export function isoText<Text extends string | null>(text: Text): Text {
  return (text === null ? null : isoInstantOf(text)) as Text
}
