import type { LinkAnswer } from '../../../model/link-token.ts'
import type { Wishes } from '../../../model/subscriber.ts'

/** Actions of the pages about mails; passed in, since this stage writes nothing. */
export interface Subscriptions {
  /**
   * Accepts a request for mails: returns a problem with it, or null. Its result is neither told nor waited
   * for: neither the answer nor its time says who is subscribed.
   */
  readonly ask: (request: { readonly address: string; readonly wishes: Wishes }) => string | null
  readonly confirm: (token: string) => Promise<LinkAnswer>
  readonly unsubscribe: (token: string) => Promise<LinkAnswer>
}
