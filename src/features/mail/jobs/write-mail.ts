import { randomUUID } from 'node:crypto'
import { unsubscribeByMail } from '../smtp/compose-mail.ts'
import { domainOf } from '../smtp/mailbox.ts'
import { type LinkAction, signToken } from '../../../model/link-token.ts'
import type { Mail, Subscriber } from '../../../model/subscriber.ts'
import type { Rendered } from '../digest/letter.ts'
import type { MailRoute } from './mail-route.ts'

/** A link that can be clicked on the web site; null where there is none. */
export function linkTo({ publicUrl }: MailRoute, action: LinkAction, token: string): string | null {
  return publicUrl === null ? null : `${publicUrl}/${action}?token=${token}`
}

/** The way out that stands in each mail: its token, the link, and the address that always works. */
export interface WayOut {
  readonly token: string
  readonly url: string | null
  /** The link, or an address of mail where there is no web site. */
  readonly shown: string
}

/** The way out of a subscription. It never expires, and works until the subscription has ended. */
export function wayOut(route: MailRoute, { id, secret }: Pick<Subscriber, 'id' | 'secret'>): WayOut {
  const token = signToken({ action: 'unsubscribe', subscriberId: id, expiresAt: null }, secret)
  const url = linkTo(route, 'unsubscribe', token)
  return { token, url, shown: url ?? unsubscribeByMail(token, route.from) }
}

/** A mail with an id of its own. */
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
