import type { Day } from './day.ts'
import type { Appointment, DaySpan } from './frequency.ts'

/** Whether a subscriber gets mails: only an active one does. */
export type SubscriberState = 'pending' | 'active' | 'paused' | 'unsubscribed' | 'bounced'

/** What a reader asks for. */
export interface Wishes extends Appointment {
  /** Filters and order, as typed; the period comes from the frequency. Empty for everything. */
  readonly selection: string
  /** Of the mails: one of `LANGUAGES`, or a tag of when any was taken. */
  readonly language: string
}

/** One who gets mails, or got or asked for them. */
export interface Subscriber extends Wishes {
  readonly id: string
  readonly address: string
  readonly state: SubscriberState
  /** Key of the signatures of the links in this subscriber's mails. */
  readonly secret: string
  readonly askedAt: Temporal.Instant
  /** Since when mails go out; null while they don't. */
  readonly activeSince: Temporal.Instant | null
}

/** A mail, apart from who sends it. */
export interface Mail {
  /** Without brackets: `UUID@example.org`. */
  readonly messageId: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  /** Where a click ends the subscription: an address of the web; null where there is none. */
  readonly unsubscribeUrl: string | null
  /** What a mail to the sender must say to end it. */
  readonly unsubscribeToken: string
}

/** Why a paper is told: it is one of the mail's days' first, came to days already sent, or rose since. */
export type TellingReason = 'top' | 'late' | 'risen'

/** A paper as it was told. */
export interface ToldPaper {
  readonly paperId: string
  readonly reason: TellingReason
  readonly upvotes: number | null
}

/** What a reader has had, as far as the next mail needs it. */
export interface Had {
  /** When the mail before was made; null for none. */
  readonly asOf: Temporal.Instant | null
  /** Days of mails before, none twice. */
  readonly spans: readonly DaySpan[]
  /** Papers that the reader's selection held when those mails were made, shown or not. */
  readonly considered: ReadonlySet<string>
  /** Papers by the reason for which they were told, ever. */
  readonly told: Readonly<Record<TellingReason, ReadonlySet<string>>>
}

/** What is known of a reader's last digest. */
export interface LastDigest {
  /** Last day of the last one, had or not; null for none. */
  readonly lastDay: Day | null
  /** Last day of the last one that may have been had: neither refused nor given up. */
  readonly lastDayHad: Day | null
}

/** True for an address that mails may be sent to. Quoted names and addresses without a domain are none. */
export function isAddress(text: string): boolean {
  const [local = '', domain = '', ...rest] = text.split('@')
  return (
    rest.length === 0 &&
    text.length <= 254 &&
    local.length <= 64 &&
    /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/.test(local) &&
    /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/.test(
      domain,
    )
  )
}
