import { isoInstantOf } from '../model/day.ts'

/** A record with its properties by their names in SQL. */
type SnakeCased<Fields> = { [Name in keyof Fields as SnakeName<Name & string>]: Fields[Name] }

type SnakeName<Name extends string> = Name extends `${infer Letter}${infer Rest}`
  ? `${Letter extends Lowercase<Letter> ? Letter : `_${Lowercase<Letter>}`}${SnakeName<Rest>}`
  : Name

/** The properties of a record by their names in SQL: `onHold` as `on_hold`. What is inside of them stays. */
export function snakeCase<Fields extends object>(record: Fields): SnakeCased<Fields> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  ) as SnakeCased<Fields>
}

/** An instant in any of the database's writings as all JSON has it: `2026-06-03T10:00:00.000Z`; null stays null. */
export function isoText<Text extends string | null>(text: Text): Text {
  return (text === null ? null : isoInstantOf(text)) as Text
}
