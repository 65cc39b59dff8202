/** The name that a property has in SQL. */
export type SnakeName<Name extends string> = Name extends `${infer Letter}${infer Rest}`
  ? `${Letter extends Lowercase<Letter> ? Letter : `_${Lowercase<Letter>}`}${SnakeName<Rest>}`
  : Name

/** The name that a property has in SQL: `on_hold` for `onHold`. */
export function snakeName<Name extends string>(property: Name): SnakeName<Name> {
  return property.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) as SnakeName<Name>
}
