/** A URL with its password masked, fit for a log or a terminal; null for what is no URL. */
export function withoutPassword(text: string): string | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  if (url.password !== '') url.password = '***'
  return url.toString()
}
