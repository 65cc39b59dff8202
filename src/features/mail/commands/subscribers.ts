import { Command } from 'commander'
import { confirm, noteBounce, unsubscribe } from '../jobs/subscribe.ts'
import { UsageError } from '../../../base/errors.ts'
import { deliveryCounts } from '../store/delivery-store.ts'
import { listSubscribers, moveSubscriber, removeSubscriber, subscriberAt } from '../store/subscriber-store.ts'
import type { Warehouse } from '../../../load/warehouse/warehouse.ts'
import type { Subscriber, SubscriberState } from '../../../model/subscriber.ts'
import type { LinkAnswer } from '../../../model/link-token.ts'
import type {
  BounceNoted,
  LinkUsed,
  SubscriberList,
  SubscriberRemoved,
  SubscriptionDocument,
} from '../documents.ts'
import type { App, CommonFlags } from '../../../commands/command.ts'
import { readAppConfig, withWarehouse } from '../../../commands/app.ts'
import { isoText } from '../../../commands/json.ts'
import { textTable } from '../../../commands/terminal.ts'

/** `paperboy subscribers list`, `confirm`, `pause`, `resume`, `unsubscribe`, `bounced` and `remove` */
export function subscribersCommand(app: App): Command {
  return new Command('subscribers')
    .addCommand(listCommand(app), { isDefault: true })
    .addCommand(linkCommand(app, 'confirm', 'confirm a subscription with the token from its mail', confirm))
    .addCommand(linkCommand(app, 'unsubscribe', 'end a subscription with the token from a mail', unsubscribe))
    .addCommand(moveCommand(app, 'pause', 'send no mails for now', ['active'], 'paused'))
    .addCommand(
      moveCommand(app, 'resume', 'send mails again, also after bounces', ['paused', 'bounced'], 'active'),
    )
    .addCommand(bouncedCommand(app))
    .addCommand(removeCommand(app))
    .addHelpText('after', '\nExample:\n  $ npx paperboy subscribers pause jane@example.org')
}

function listCommand(app: App): Command {
  return new Command('list')
    .description('list all subscribers')
    .addHelpText('after', '\nExample:\n  $ npx paperboy subscribers list --json')
    .action(async (_options, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags>()
      await withWarehouse(await readAppConfig(flags), 'read', async (warehouse) => {
        const counts = await deliveryCounts(warehouse)
        const rows = (await listSubscribers(warehouse)).map(({ id, address, ...each }) => {
          const { state, frequency, hour, zone, language, selection } = each
          const { lastSent = null, waiting = 0, unknown = 0 } = counts.get(id) ?? {}
          return {
            address,
            state,
            frequency,
            hour,
            zone,
            language,
            selection,
            last_sent: isoText(lastSent),
            waiting,
            unknown,
          }
        })
        app.terminal.out(
          flags.json ? JSON.stringify(rows satisfies SubscriberList) : listText(rows, app.terminal.width),
        )
      })
    })
}

function listText(
  rows: readonly {
    readonly address: string
    readonly state: string
    readonly frequency: string
    readonly hour: number
    readonly zone: string
    readonly selection: string
    readonly last_sent: string | null
    readonly waiting: number
    readonly unknown: number
  }[],
  width: number,
): string {
  if (rows.length === 0) return 'No subscribers. Add an address with "npx paperboy subscribe ADDRESS".'
  return textTable(
    ['address', 'state', 'mails', 'selection', 'last sent', 'waiting', 'unknown'],
    rows.map(({ address, state, frequency, hour, zone, selection, last_sent, waiting, unknown }) => [
      address,
      state,
      `${frequency} from ${hour}:00 ${zone}`,
      selection === '' ? 'all' : selection,
      last_sent ?? 'never',
      String(waiting),
      String(unknown),
    ]),
    width,
  )
}

const ANSWERS: Record<LinkAnswer, string> = {
  done: 'Done.',
  'done-before': 'Nothing to do: the token was already used.',
  expired: 'The token has expired: subscribe again.',
  invalid: 'The token belongs to no subscription: copy all of it from the newest mail.',
}

function linkCommand(
  app: App,
  name: string,
  about: string,
  use: (context: Parameters<typeof confirm>[0], token: string) => Promise<LinkAnswer>,
): Command {
  return new Command(name)
    .description(about)
    .argument('<token>', 'from the mail')
    .addHelpText('after', `\nExample:\n  $ npx paperboy subscribers ${name} TOKEN`)
    .action(async (token: string, _options, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags>()
      const config = await readAppConfig(flags)
      const answer = await withWarehouse(config, 'write', async (warehouse) =>
        use({ warehouse, clock: config.clock }, token),
      )
      if (answer === 'expired' || answer === 'invalid') throw new UsageError(ANSWERS[answer])
      app.terminal.out(flags.json ? JSON.stringify({ answer } satisfies LinkUsed) : ANSWERS[answer])
    })
}

function moveCommand(
  app: App,
  name: string,
  about: string,
  from: readonly SubscriberState[],
  to: SubscriberState,
): Command {
  return new Command(name)
    .description(about)
    .argument('<address>', 'as in the list')
    .addHelpText('after', `\nExample:\n  $ npx paperboy subscribers ${name} jane@example.org`)
    .action(async (address: string, _options, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags>()
      const config = await readAppConfig(flags)
      await withWarehouse(config, 'write', async (warehouse) => {
        const { id, state } = await known(warehouse, address)
        if (!(await moveSubscriber(warehouse, id, from, to, config.clock.now())))
          throw new UsageError(`${address} is ${state}: expected ${from.join(' or ')}`)
        app.terminal.out(
          flags.json
            ? JSON.stringify({ address, state: to } satisfies SubscriptionDocument)
            : `${address} is ${to}.`,
        )
      })
    })
}

function bouncedCommand(app: App): Command {
  return new Command('bounced')
    .description('record a bounced mail; after two in a row no more are sent')
    .argument('<address>', 'the address that it bounced to, papers+bounce-...@example.org')
    .addHelpText('after', '\nExample:\n  $ npx paperboy subscribers bounced "$RECIPIENT"')
    .action(async (address: string, _options, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags>()
      const isNoted = await withWarehouse(await readAppConfig(flags), 'write', async (warehouse) =>
        noteBounce({ warehouse }, address),
      )
      if (!isNoted)
        throw new UsageError(`${address} is not a bounce address: expected one with +bounce- in it`)
      app.terminal.out(flags.json ? JSON.stringify({ noted: true } satisfies BounceNoted) : 'Noted.')
    })
}

function removeCommand(app: App): Command {
  return new Command('remove')
    .description('delete an address and all its data; it may subscribe again')
    .argument('<address>', 'as in the list')
    .addHelpText('after', '\nExample:\n  $ npx paperboy subscribers remove jane@example.org')
    .action(async (address: string, _options, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags>()
      await withWarehouse(await readAppConfig(flags), 'write', async (warehouse) => {
        await removeSubscriber(warehouse, (await known(warehouse, address)).id)
      })
      app.terminal.out(
        flags.json
          ? JSON.stringify({ address, removed: true } satisfies SubscriberRemoved)
          : `${address} is removed.`,
      )
    })
}

async function known(warehouse: Warehouse, address: string): Promise<Subscriber> {
  const found = await subscriberAt(warehouse, address)
  if (!found)
    throw new UsageError(`${address} is not a subscriber: "npx paperboy subscribers list" shows them`)
  return found
}
