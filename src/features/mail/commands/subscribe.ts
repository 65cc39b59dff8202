import { Command } from 'commander'
import { chooseMailRoute } from '../jobs/mail-route.ts'
import { checkedWishes, subscribe, subscribeConfirmed } from '../jobs/subscribe.ts'
import { hintsOfNames, hintText } from '../../../query/find-hints.ts'
import { parseSelection } from '../../../query/selection-text.ts'
import type { Executor } from '../../../query/executor.ts'
import type { SubscriptionDocument } from '../documents.ts'
import type { AskedDocument } from '../documents.ts'
import type { App, CommonFlags } from '../../../commands/command.ts'
import { readAppConfig, readJobConfig, withJob, withWarehouse } from '../../../commands/app.ts'
import { SELECTION_HELP } from '../../../commands/selection-from.ts'
import { type WishFlags, wishesFrom, withWishes } from './wishes-from.ts'

interface Flags extends CommonFlags, WishFlags {
  readonly confirmed?: boolean
}

/** `paperboy subscribe` */
export function subscribeCommand(app: App): Command {
  return withWishes(
    new Command('subscribe')
      .argument('<address>', 'address that gets the mails')
      .argument(
        '[selection...]',
        'papers to include, such as org:nvidia has:code top:5; default: the top papers',
      ),
  )
    .option(
      '--confirmed',
      'do not ask the address, since you know that it wants the mails; also changes a subscription',
    )
    .addHelpText(
      'after',
      `${SELECTION_HELP}\nThe days of a mail follow from its frequency.\n\nExample:\n  $ npx paperboy subscribe jane@example.org keyword:reasoning --frequency weekly --hour 8 --zone Europe/Berlin --language de`,
    )
    .action(async (address: string, words: string[], _options, command: Command) => {
      const flags = command.optsWithGlobals<Flags>()
      const request = { address, wishes: wishesFrom(words, flags) }
      checkedWishes(address, request.wishes)
      if (flags.confirmed) {
        const config = await readAppConfig(flags)
        await withWarehouse(config, 'write', async (warehouse) => {
          const { state } = await subscribeConfirmed({ warehouse, clock: config.clock }, request)
          app.terminal.out(
            flags.json
              ? JSON.stringify({ address, state } satisfies SubscriptionDocument)
              : [`${address} will get mails.`, ...(await namesUnknown(warehouse, request))].join('\n'),
          )
        })
        return
      }
      const config = await readJobConfig(flags)
      const route = await chooseMailRoute(config)
      await withJob(app, config, async (context) => {
        const { exitCode, runCounts } = await subscribe(context, route, request)
        const code = app.exitWith(exitCode)
        // The output does not say whether the address is already subscribed: see the list of subscribers.
        const place = route.smtp === null ? `in ${route.outbox}` : 'on its way'
        const said =
          runCounts.mails.sent > 0
            ? `The mail asking ${address} to confirm is ${place}.`
            : `${address} was already asked: see "npx paperboy subscribers", or give --confirmed.`
        app.terminal.out(
          flags.json
            ? JSON.stringify({ address, exit_code: code, mails: runCounts.mails } satisfies AskedDocument)
            : [said, ...(await namesUnknown(context.warehouse, request))].join('\n'),
        )
      })
    })
}

/** Writes sentences about names of the selection that no paper has so far: its mails may stay empty. */
async function namesUnknown(
  warehouse: Executor,
  { wishes }: { readonly wishes: { readonly selection: string } },
): Promise<readonly string[]> {
  const parsed = parseSelection(wishes.selection)
  return 'problem' in parsed ? [] : (await hintsOfNames(warehouse, parsed.selection)).map(hintText)
}
