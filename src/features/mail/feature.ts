import type { AddsPages } from '../site/site-part.ts'

/** Mails about new papers. */
export const mail: AddsPages = {
  name: 'mail',
  commands: [
    {
      name: 'subscribe',
      group: 'Share',
      about: 'subscribe an address to mails about new papers; asks it to confirm',
      load: async () => (await import('./commands/subscribe.ts')).subscribeCommand,
    },
    {
      name: 'subscribers',
      group: 'Share',
      about: 'manage subscribers: list, confirm, pause, resume, unsubscribe, remove',
      load: async () => (await import('./commands/subscribers.ts')).subscribersCommand,
    },
    {
      name: 'digest',
      group: 'Share',
      about: 'preview a mail about new papers, or send those that are due',
      load: async () => (await import('./commands/digest.ts')).digestCommand,
    },
  ],
  documents: async () => (await import('./documents.ts')).MAIL_DOCUMENTS,
  settings: async () => (await import('./settings.ts')).MAIL_SETTINGS,
  nightSteps: async (config) => {
    const { routeIfSet } = await import('./jobs/mail-route.ts')
    const route = await routeIfSet(config)
    return route === null ? [] : [(await import('./jobs/send-digests.ts')).nightStep(route)]
  },
  tasks: async (config) => {
    const { routeIfSet } = await import('./jobs/mail-route.ts')
    return [(await import('./jobs/send-digests.ts')).digestTask(await routeIfSet(config))]
  },
  status: async (executor) => (await import('./standing.ts')).mailStanding(executor),
  checks: async () => {
    const { MAIL_SETTINGS } = await import('./settings.ts')
    const { checkMail } = await import('./check-mail.ts')
    const needs = ['home', 'publicUrl', ...Object.keys(MAIL_SETTINGS)]
    return [{ name: 'mail', needs, look: async (config) => [await checkMail(config)] }]
  },
  withSitePart: async (_config, live, use) => {
    const { mailPart } = await import('./pages/site-part.ts')
    // Mails link to these pages by their public address: without one they can't be requested.
    if (live === null || live.config.publicUrl === null) return use(mailPart(null))
    const { withSubscriptions } = await import('./jobs/site-subscriptions.ts')
    return withSubscriptions(live, async (subscriptions) => use(mailPart(subscriptions)))
  },
}
