import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a link in a mail does. */
export type LinkAction = 'confirm' | 'unsubscribe'

/** What a token says; to be believed only when its signature is right. */
export interface LinkToken {
  readonly action: LinkAction
  readonly subscriberId: string
  /** Null for a link that never expires. */
  readonly expiresAt: Temporal.Instant | null
}

/** What a link did. `invalid` is all that is said of a token that is forged, or for another link. */
export type LinkAnswer = 'done' | 'done-before' | 'expired' | 'invalid'

const LETTERS: Record<LinkAction, string> = { confirm: 'c', unsubscribe: 'u' }

/**
 * A token for a link: what it does, for whom and until when, signed with the subscription's secret (HMAC-SHA256).
 *
 * @example 'c.12.1780531200.Zm9v...' // confirm, subscriber 12, until that second of 1970's count; 0 is never
 */
export function signToken({ action, subscriberId, expiresAt }: LinkToken, secret: string): string {
  const seconds = expiresAt === null ? 0 : Math.floor(expiresAt.epochMilliseconds / 1000)
  const said = `${LETTERS[action]}.${subscriberId}.${seconds}`
  return `${said}.${signatureOf(said, secret)}`
}

/** What a token says, and how to check it against a secret; null for what is no token. */
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
