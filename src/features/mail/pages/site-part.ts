import type { SitePart } from '../../site/site-context.ts'
import { mailRoutes } from './mail-routes.ts'
import type { Subscriptions } from './subscriptions.ts'

/** The pages about mails; without subscriptions they say that there are none. */
export function mailPart(subscriptions: Subscriptions | null): SitePart {
  return {
    pages: (context, show) => mailRoutes(subscriptions, context, show),
    forms: ['/subscribe', '/confirm', '/unsubscribe'],
    fixed: ['/subscribe'],
    links: [{ to: '/subscribe', text: 'Papers by mail' }],
  }
}
