/** Who sends mails. */
export interface Mailbox {
  /** Empty for none. */
  readonly name: string
  readonly address: string
}

/**
 * A sender as a setting names it.
 *
 * @param text `Name <address>` or an address alone, checked before
 */
export function mailboxFrom(text: string): Mailbox {
  const [, name = '', bracketed] = /^([^<]*)<([^>]+)>$/.exec(text) ?? []
  return { name: name.trim(), address: bracketed ?? text }
}

/** What stands after the @. */
export function domainOf({ address }: Mailbox): string {
  return address.slice(address.lastIndexOf('@') + 1)
}

/**
 * The address that a mail comes back to when it can't be delivered (VERP): it names the mail, so that whoever sorts
 * returned mails knows whose it was.
 *
 * @example bounceAddress({ name: '', address: 'papers@example.org' }, 'UUID@example.org') // 'papers+bounce-UUID@example.org'
 */
export function bounceAddress(from: Mailbox, messageId: string): string {
  const [local = ''] = from.address.split('@')
  const [number = ''] = messageId.split('@')
  return `${local}+bounce-${number.replaceAll('-', '')}@${domainOf(from)}`
}

/** The start of the message-id that a bounce address names; null for another address. */
export function bouncedMail(address: string): string | null {
  const parts = /\+bounce-(\w{8})(\w{4})(\w{4})(\w{4})(\w{12})@/i.exec(address)
  return parts === null ? null : parts.slice(1).join('-').toLowerCase()
}
