/** At most so many of the values, evenly spread, the first and the last among them. */
export function sample<Value>(values: readonly Value[], most: number): readonly Value[] {
  if (values.length <= most) return values
  const step = (values.length - 1) / (most - 1)
  return Array.from({ length: most }, (_, place) => values[Math.round(place * step)]).filter(
    (value) => value !== undefined,
  )
}
