import { createTransport } from 'nodemailer'
import type { Mail } from '../../../model/subscriber.ts'
import { domainOf, type Mailbox } from './mailbox.ts'

/** DKIM key that signs mails, so that receivers know that the domain sent them. */
export interface DkimKey {
  readonly selector: string
  /** PEM. */
  readonly privateKey: string
}

/** Sender and signature of all mails. */
export interface MailFace {
  readonly from: Mailbox
  /** Null for no signature. */
  readonly dkim: DkimKey | null
}

/**
 * Composes a mail for the wire (RFC 5322, CRLF): a text and an HTML part, headers by which a mail program ends
 * the subscription with one click (RFC 8058), and a DKIM signature over them.
 */
export async function composeMail(
  mail: Mail,
  { from, dkim }: MailFace,
  at: Temporal.Instant,
): Promise<Buffer> {
  const transport = createTransport({
    streamTransport: true,
    buffer: true,
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(dkim && {
      dkim: { domainName: domainOf(from), keySelector: dkim.selector, privateKey: dkim.privateKey },
    }),
  })
  const { message } = await transport.sendMail({
    from: { name: from.name, address: from.address },
    to: { name: '', address: mail.to },
    subject: mail.subject,
    messageId: `<${mail.messageId}>`,
    date: new Date(at.epochMilliseconds),
    text: mail.text,
    html: mail.html,
    headers: {
      'Auto-Submitted': 'auto-generated',
      'List-Id': `<papers.${domainOf(from)}>`,
      ...unsubscribeHeaders(mail, from),
    },
  })
  if (!Buffer.isBuffer(message)) throw new Error('the mail was not composed as bytes')
  return message
}

/** Address that ends the subscription by mail. */
export function unsubscribeByMail(token: string, from: Mailbox): string {
  return `mailto:${from.address}?subject=unsubscribe%20${token}`
}

function unsubscribeHeaders(mail: Mail, from: Mailbox): Record<string, string> {
  const byMail = `<${unsubscribeByMail(mail.unsubscribeToken, from)}>`
  if (mail.unsubscribeUrl === null) return { 'List-Unsubscribe': byMail }
  return {
    'List-Unsubscribe': `<${mail.unsubscribeUrl}>, ${byMail}`,
    // One click needs an address that nobody on the way can read (RFC 8058, 3.1).
    ...(mail.unsubscribeUrl.startsWith('https:') && {
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    }),
  }
}
