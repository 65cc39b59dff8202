import { ConfigurationError } from '../../../base/errors.ts'
import { withoutPassword } from '../../../model/without-password.ts'

/** An error of the SMTP client: its own code, and what the server answered to which command. */
export interface SmtpError extends Error {
  readonly code?: string
  readonly command?: string
  readonly response?: string
  readonly responseCode?: number
  readonly originalCode?: string
}

/** Result of sending one mail to a server. */
export type SendOutcome =
  | { readonly kind: 'taken'; readonly answer: string }
  /** Not accepted; it may be later. `atConnection` when it is the connection that takes no more, and not this mail. */
  | { readonly kind: 'put-off'; readonly reason: string; readonly atConnection: boolean }
  /** Never accepted; `atRecipient` when the server does not know or want the address. */
  | { readonly kind: 'refused'; readonly reason: string; readonly atRecipient: boolean }
  /** The connection ended after the mail was started: the server may or may not have accepted it. */
  | { readonly kind: 'unknown'; readonly reason: string }

const TOO_LARGE = 552
const CLOSING = 421

/**
 * Classifies an error of the SMTP client.
 *
 * @param isBegun whether the server had asked for the mail's text
 * @throws {ConfigurationError} when the sender is refused: no mail at all will be accepted
 */
export function outcomeOf(error: SmtpError, isBegun: boolean, url: string, from: string): SendOutcome {
  const { responseCode, command = '' } = error
  const reason = (error.response ?? error.message).split('\n')[0] ?? ''
  if (responseCode === undefined)
    return isBegun ? { kind: 'unknown', reason } : { kind: 'put-off', reason, atConnection: true }
  if (responseCode < 500) {
    const atConnection = !isBegun && (responseCode === CLOSING || command === 'MAIL FROM')
    return { kind: 'put-off', reason, atConnection }
  }
  if (command === 'MAIL FROM' && responseCode !== TOO_LARGE) {
    throw new ConfigurationError(
      `the mail server ${withoutPassword(url)} accepts no mail from ${from}: it answered "${reason}"; correct PAPERBOY_MAIL_FROM, then run "npx paperboy digest send" again`,
    )
  }
  return { kind: 'refused', reason, atRecipient: command === 'RCPT TO' }
}
