import PQueue from 'p-queue'
import { describeError, UsageError } from '../../../base/errors.ts'
import type { Subscriptions } from '../pages/subscriptions.ts'
import type { JobContext } from '../../../../jobs/run/job-context.ts'
import { withJob } from '../../../commands/app.ts'
import type { Live } from '../../site/site-part.ts'
import { type MailRoute, chooseMailRoute } from './mail-route.ts'
import { checkedWishes, confirm, subscribe, unsubscribe } from './subscribe.ts'

/** Maximum number of waiting requests; more are dropped, with a line in the log. */
const MOST_WAITING = 100

/**
 * Actions of the site's pages about mails. Requests run one after the other, after the answer.
 *
 * @returns also `idle`, to await before the warehouse is closed
 */
export function siteSubscriptions(
  context: JobContext,
  route: MailRoute,
): Subscriptions & { readonly idle: () => Promise<void> } {
  const { logger } = context
  const queue = new PQueue({ concurrency: 1 })
  return {
    ask: (request) => {
      try {
        checkedWishes(request.address, request.wishes)
      } catch (error) {
        if (error instanceof UsageError) return error.message
        throw error
      }
      if (queue.size >= MOST_WAITING) {
        logger.warn({ waiting: queue.size }, 'a request for mails was dropped: too many are waiting')
        return null
      }
      void queue.add(async () => {
        try {
          await subscribe(context, route, request)
        } catch (error) {
          logger.error(`a request for mails failed: ${describeError(error)}`)
        }
      })
      return null
    },
    confirm: async (token) => confirm(context, token),
    unsubscribe: async (token) => unsubscribe(context, token),
    idle: async () => queue.onIdle(),
  }
}

/** Runs a server with the actions of the pages about mails. */
export async function withSubscriptions(
  { app, config }: Live,
  use: (subscriptions: Subscriptions) => Promise<void>,
): Promise<void> {
  const route = await chooseMailRoute(config)
  await withJob(app, config, async (context) => {
    const subscriptions = siteSubscriptions(context, route)
    try {
      await use(subscriptions)
    } finally {
      await subscriptions.idle()
    }
  })
}
