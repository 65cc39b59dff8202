import { createHash } from 'node:crypto'

/** What the quota identity of a token begins with; no name that is set may. */
export const TOKEN_IDENTITY = 'token:'

/** What a quota identity is chosen from. */
export interface QuotaIdentityFacts {
  readonly token: string | null
  /** The name that the settings give it; null for none. */
  readonly quotaIdentity: string | null
  /** This machine's own name. */
  readonly hostname: string
}

/**
 * Whose quota requests are counted in. The site counts those with a token by the account, all others by the address
 * they come from, which a machine behind a router can't see: so the settings name it, or it is the machine's own.
 *
 * @returns a name, or the first half of the SHA-256 of the token, never the token itself
 * @example chooseQuotaIdentity({ token: null, quotaIdentity: 'office', hostname: 'desk-7' }) // 'office'
 */
export function chooseQuotaIdentity({ token, quotaIdentity, hostname }: QuotaIdentityFacts): string {
  if (token === null) return quotaIdentity ?? hostname
  return `${TOKEN_IDENTITY}${createHash('sha256').update(`paperboy egress ${token}`).digest('hex').slice(0, 32)}`
}
