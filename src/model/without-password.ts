import { hostsIn, urlPerHost } from './server-hosts.ts'

/** A URL with its password masked, fit for a log or a terminal; null for what is no URL. Several hosts may stand in it. */
export function withoutPassword(text: string): string | null {
  const [first, ...others] = urlPerHost(text)
  if (first === undefined || ![first, ...others].every((each) => URL.canParse(each))) return null
  const url = new URL(first)
  if (url.password !== '') url.password = '***'
  // Libpq takes it from there too.
  if (url.searchParams.has('password')) url.searchParams.set('password', '***')
  if (others.length === 0) return url.toString()
  const masked = hostsIn(url.toString())
  return `${masked.before}${hostsIn(text).hosts.join(',')}${masked.after}`
}
