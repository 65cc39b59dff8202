import { hostsIn, urlPerHost } from './server-hosts.ts'

/** Masks the password in a URL for a log or a terminal; null for text that is not a URL. It may have several hosts. */
export function withoutPassword(text: string): string | null {
  const [first, ...others] = urlPerHost(text)
  if (first === undefined || ![first, ...others].every((each) => URL.canParse(each))) return null
  const url = new URL(first)
  if (url.password !== '') url.password = '***'
  // Libpq reads it from there, too.
  if (url.searchParams.has('password')) url.searchParams.set('password', '***')
  if (others.length === 0) return url.toString()
  const masked = hostsIn(url.toString())
  return `${masked.before}${hostsIn(text).hosts.join(',')}${masked.after}`
}
