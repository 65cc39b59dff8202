/** Sender of mails. */
export interface Mailbox {
  /** Empty for none. */
  readonly name: string
  readonly address: string
}

/**
 * Parses a sender from a setting.
 *
 * @param text `Name <address>` or an address alone, checked before
 */
export function mailboxFrom(text: string): Mailbox {
  const [, name = '', bracketed] = /^([^<]*)<([^>]+)>$/.exec(text) ?? []
  return { name: name.trim(), address: bracketed ?? text }
}

/** Returns the domain, after the @. */
export function domainOf({ address }: Mailbox): string {
  return address.slice(address.lastIndexOf('@') + 1)
}

/**
 * Makes the address that an undeliverable mail bounces to (VERP): it names the mail, so that whoever sorts
 * bounces knows whose it was.
 *
 * @example bounceAddress({ name: '', address: 'papers@example.org' }, 'UUID@example.org') // 'papers+bounce-UUID@example.org'
 */
export function bounceAddress(from: Mailbox, messageId: string): string {
  const [local = ''] = from.address.split('@')
  const [number = ''] = messageId.split('@')
  return `${local}+bounce-${number.replaceAll('-', '')}@${domainOf(from)}`
}

/** Reads the start of the message-id from a bounce address; null for another address. */
export function bouncedMail(address: string): string | null {
  const parts = /\+bounce-(\w{8})(\w{4})(\w{4})(\w{4})(\w{12})@/i.exec(address)
  return parts === null ? null : parts.slice(1).join('-').toLowerCase()
}
