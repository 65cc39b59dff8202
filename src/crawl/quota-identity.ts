import { createHash } from 'node:crypto'

/** Prefix of a token's quota identity; configured names may not have it. */
export const TOKEN_IDENTITY = 'token:'

/** Inputs of the quota identity. */
export interface QuotaIdentityFacts {
  readonly token: string | null
  /** The configured name; null for none. */
  readonly quotaIdentity: string | null
  /** This machine's own name. */
  readonly hostname: string
}

/**
 * Chooses the quota identity of requests. The site counts those with a token by account, all others by the address
 * they come from, which a machine behind a router can't see: so the settings name it, or the machine's name is used.
 *
 * @returns a name, or the first half of the SHA-256 of the token, never the token itself
 * @example chooseQuotaIdentity({ token: null, quotaIdentity: 'office', hostname: 'desk-7' }) // 'office'
 */
export function chooseQuotaIdentity({ token, quotaIdentity, hostname }: QuotaIdentityFacts): string {
  if (token === null) return quotaIdentity ?? hostname
  return `${TOKEN_IDENTITY}${createHash('sha256').update(`paperboy egress ${token}`).digest('hex').slice(0, 32)}`
}
