/** A count as the site shortens it to three digits: 83, 999, "1.52k", "62.2k", "1.2M". */
export function shortCount(count: number): string {
  if (count < 1000) return String(count)
  // 999,500 and more would round to "1000k".
  const [unit, letter] = count < 999_500 ? [1000, 'k'] : [1_000_000, 'M']
  return `${Number((count / unit).toPrecision(3))}${letter}`
}
