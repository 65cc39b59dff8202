import type { Day } from './day.ts'
import type { Appointment, DaySpan } from './frequency.ts'

/** State of a subscriber: only an active one gets mails. */
export type SubscriberState = 'pending' | 'active' | 'paused' | 'unsubscribed' | 'bounced'

/** A reader's subscription. */
export interface Wishes extends Appointment {
  /** Filters and order, as typed; the period comes from the frequency. Empty for everything. */
  readonly selection: string
  /** Language of the mails: one of `LANGUAGES`, or a tag from when any was accepted. */
  readonly language: string
}

/** A subscriber, current or former, or one who has only asked. */
export interface Subscriber extends Wishes {
  readonly id: string
  readonly address: string
  readonly state: SubscriberState
  /** Key of the signatures of the links in this subscriber's mails. */
  readonly secret: string
  readonly askedAt: Temporal.Instant
  /** Start of sending mails; null while none are sent. */
  readonly activeSince: Temporal.Instant | null
}

/** A mail, without its sender. */
export interface Mail {
  /** Without brackets: `UUID@example.org`. */
  readonly messageId: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  /** Web address that ends the subscription with a click; null for none. */
  readonly unsubscribeUrl: string | null
  /** Token that ends it when mailed to the sender. */
  readonly unsubscribeToken: string
}

/** Reason to include a paper: it is among the first of the mail's days, joined days already sent, or rose since. */
export type TellingReason = 'top' | 'late' | 'risen'

/** A paper as it was sent. */
export interface ToldPaper {
  readonly paperId: string
  readonly reason: TellingReason
  readonly upvotes: number | null
}

/** Mails and papers that a reader got, as needed for the next mail. */
export interface Had {
  /** Time of the previous mail; null for none. */
  readonly asOf: Temporal.Instant | null
  /** Days of earlier mails, none twice. */
  readonly spans: readonly DaySpan[]
  /** Papers that matched the reader's selection at those mails, shown or not. */
  readonly considered: ReadonlySet<string>
  /** All papers ever sent, by reason. */
  readonly told: Readonly<Record<TellingReason, ReadonlySet<string>>>
}

/** A reader's last digest. */
export interface LastDigest {
  /** Last day of the last one, delivered or not; null for none. */
  readonly lastDay: Day | null
  /** Last day of the last one that may have been delivered: neither refused nor given up. */
  readonly lastDayHad: Day | null
}

/** True for an address that mails may be sent to. Quoted names and addresses without a domain are rejected. */
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
