import type { LinkAnswer } from '../../../model/link-token.ts'
import type { Wishes } from '../../../model/subscriber.ts'

/** What the pages about mails do; passed in, since this stage writes nothing. */
export interface Subscriptions {
  /**
   * Takes a request for mails: gives what is wrong with it, or null. What becomes of it is not told, and not waited
   * for: neither the answer nor its time says who is subscribed.
   */
  readonly ask: (request: { readonly address: string; readonly wishes: Wishes }) => string | null
  readonly confirm: (token: string) => Promise<LinkAnswer>
  readonly unsubscribe: (token: string) => Promise<LinkAnswer>
}
