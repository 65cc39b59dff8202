import { randomUUID } from 'node:crypto'
import { unsubscribeByMail } from '../smtp/compose-mail.ts'
import { domainOf } from '../smtp/mailbox.ts'
import { type LinkAction, signToken } from '../../../model/link-token.ts'
import type { Mail, Subscriber } from '../../../model/subscriber.ts'
import type { Rendered } from '../digest/letter.ts'
import type { MailRoute } from './mail-route.ts'

/** Makes a link to the web site; null without one. */
export function linkTo({ publicUrl }: MailRoute, action: LinkAction, token: string): string | null {
  return publicUrl === null ? null : `${publicUrl}/${action}?token=${token}`
}

/** The unsubscribe link of each mail: its token, the link, and the mail address that always works. */
export interface WayOut {
  readonly token: string
  readonly url: string | null
  /** The link, or a mail address without a web site. */
  readonly shown: string
}

/** Makes the unsubscribe link of a subscription. It never expires, and works until the subscription has ended. */
export function wayOut(route: MailRoute, { id, secret }: Pick<Subscriber, 'id' | 'secret'>): WayOut {
  const token = signToken({ action: 'unsubscribe', subscriberId: id, expiresAt: null }, secret)
  const url = linkTo(route, 'unsubscribe', token)
  return { token, url, shown: url ?? unsubscribeByMail(token, route.from) }
}

/** Writes a mail with an id of its own. */
export function writeMail(
  route: MailRoute,
  { address }: Pick<Subscriber, 'address'>,
  rendered: Rendered,
  way: WayOut,
): Mail {
  return {
    messageId: `${randomUUID()}@${domainOf(route.from)}`,
    to: address,
    ...rendered,
    unsubscribeUrl: way.url,
    unsubscribeToken: way.token,
  }
}
