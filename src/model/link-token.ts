import { createHmac, timingSafeEqual } from 'node:crypto'

/** Action of a link in a mail. */
export type LinkAction = 'confirm' | 'unsubscribe'

/** Contents of a token; to be trusted only if its signature is valid. */
export interface LinkToken {
  readonly action: LinkAction
  readonly subscriberId: string
  /** Null for a link that never expires. */
  readonly expiresAt: Temporal.Instant | null
}

/** Result of a link. A forged token, or one for another link, is only `invalid`. */
export type LinkAnswer = 'done' | 'done-before' | 'expired' | 'invalid'

const LETTERS: Record<LinkAction, string> = { confirm: 'c', unsubscribe: 'u' }

/**
 * Signs a token for a link: its action, subscriber and expiry, with the subscription's secret (HMAC-SHA256).
 *
 * @example 'c.12.1780531200.Zm9v...' // confirm, subscriber 12, until that second since 1970; 0 is never
 */
export function signToken({ action, subscriberId, expiresAt }: LinkToken, secret: string): string {
  const seconds = expiresAt === null ? 0 : Math.floor(expiresAt.epochMilliseconds / 1000)
  const said = `${LETTERS[action]}.${subscriberId}.${seconds}`
  return `${said}.${signatureOf(said, secret)}`
}

/** Parses a token, with a check against a secret; null for other text. */
export function readToken(text: string): (LinkToken & { isSignedWith: (secret: string) => boolean }) | null {
  const match = /^(([cu])\.([1-9]\d{0,17})\.(\d{1,12}))\.([\w-]{43})$/.exec(text)
  if (!match) return null
  const [, said = '', letter, subscriberId = '', seconds = '', signature = ''] = match
  return {
    action: letter === LETTERS.confirm ? 'confirm' : 'unsubscribe',
    subscriberId,
    expiresAt: seconds === '0' ? null : Temporal.Instant.fromEpochMilliseconds(Number(seconds) * 1000),
    isSignedWith: (secret) => timingSafeEqual(Buffer.from(signatureOf(said, secret)), Buffer.from(signature)),
  }
}

function signatureOf(said: string, secret: string): string {
  return createHmac('sha256', Buffer.from(secret, 'base64url')).update(said).digest('base64url')
}
