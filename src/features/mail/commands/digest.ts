import { join } from 'node:path'
import { Command } from 'commander'
import { chooseMailRoute } from '../jobs/mail-route.ts'
import { dueDigests } from '../jobs/prepare-digests.ts'
import { previewDigest } from '../jobs/preview-digest.ts'
import { sendDigests } from '../jobs/send-digests.ts'
import { checkedWishes } from '../jobs/subscribe.ts'
import { makePrivateFolder } from '../../../base/private-folder.ts'
import { writeWhole } from '../../../base/write-whole.ts'
import type { DigestPreview, DigestsDue } from '../documents.ts'
import type { DigestRun } from '../documents.ts'
import { papersTold } from '../digest/digest.ts'
import type { App, CommonFlags } from '../../../commands/command.ts'
import { readAppConfig, readJobConfig, withJob, withWarehouse } from '../../../commands/app.ts'
import { CommandGroup } from '../../../commands/command-group.ts'
import { mailCounts } from '../../../commands/report-run.ts'
import { SELECTION_HELP } from '../../../commands/selection-from.ts'
import { textTable } from '../../../commands/terminal.ts'
import { type WishFlags, wishesFrom, withWishes } from './wishes-from.ts'

const PREVIEW = 'preview.html'

/** `paperboy digest preview` and `send` */
export function digestCommand(app: App): Command {
  return new CommandGroup('digest')
    .addCommand(previewCommand(app))
    .addCommand(sendCommand(app))
    .addHelpText('after', '\nExample:\n  $ npx paperboy digest preview keyword:reasoning --open')
}

function previewCommand(app: App): Command {
  return withWishes(
    new Command('preview')
      .description('show the mail that a new subscriber would get now; sends nothing')
      .argument('[selection...]', 'papers to include, such as org:nvidia has:code top:5'),
  )
    .option('--open', 'write its HTML to a file and open that in the browser')
    .addHelpText(
      'after',
      `${SELECTION_HELP}\n\nExample:\n  $ npx paperboy digest preview top:5 --frequency weekly`,
    )
    .action(async (words: string[], _options, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags & WishFlags & { open?: boolean }>()
      const wishes = checkedWishes('nobody@example.org', wishesFrom(words, flags))
      const config = await readAppConfig(flags)
      const rendered = await withWarehouse(config, 'read', async (warehouse) =>
        previewDigest({ warehouse, clock: config.clock, config }, wishes),
      )
      if (flags.json) app.terminal.out(JSON.stringify(rendered satisfies DigestPreview))
      else app.terminal.out(`Subject: ${rendered.subject}\n\n${rendered.text}`)
      if (!flags.open) return
      const { outbox } = await chooseMailRoute({ ...config, smtp: null, dkim: null })
      await makePrivateFolder(outbox)
      const file = join(outbox, PREVIEW)
      await writeWhole(file, async (each) => each.writeFile(rendered.html))
      process.stderr.write(`${file}\n`)
      const { default: open } = await import('open')
      // Without a browser the path is still printed.
      const browser = await open(file).catch(() => null)
      browser?.on('error', () => undefined)
    })
}

function sendCommand(app: App): Command {
  return new Command('send')
    .description('send the mails that are due, each once; without PAPERBOY_SMTP write them to outbox/')
    .option('--dry-run', 'only print the mails that would be sent; writes and sends nothing')
    .addHelpText('after', '\nExample:\n  $ npx paperboy digest send --dry-run')
    .action(async (_options, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags & { dryRun?: boolean }>()
      if (flags.dryRun) {
        await printDue(app, flags)
        return
      }
      const config = await readJobConfig(flags)
      const route = await chooseMailRoute(config)
      await withJob(app, config, async (context) => {
        const { runId, runCounts, ...run } = await sendDigests(context, route)
        const exitCode = app.exitWith(run.exitCode)
        const counts = mailCounts(runCounts)
        const where =
          route.smtp === null && runCounts.mails.sent > 0 ? ` The files are in ${route.outbox}.` : ''
        app.terminal.out(
          flags.json
            ? JSON.stringify({
                run_id: runId,
                exit_code: exitCode,
                mails: runCounts.mails,
              } satisfies DigestRun)
            : `Run ${runId}: ${counts.length === 0 ? 'no mail is due' : counts.join(', ')}.${where}`,
        )
      })
    })
}

async function printDue(app: App, flags: CommonFlags): Promise<void> {
  const config = await readAppConfig(flags)
  const route = await chooseMailRoute(config)
  await withWarehouse(config, 'read', async (warehouse) => {
    const rows = []
    for await (const { subscriber, digest, rendered } of dueDigests(
      { warehouse, clock: config.clock, config },
      route,
    )) {
      const { first, last } = digest.days
      const papers = papersTold(digest).length
      rows.push({
        address: subscriber.address,
        first_day: first,
        last_day: last,
        papers,
        subject: rendered.subject,
      })
    }
    if (flags.json) app.terminal.out(JSON.stringify({ mails: rows } satisfies DigestsDue))
    else if (rows.length === 0) app.terminal.out('No mail is due.')
    else {
      const cells = rows.map((row) => [
        row.address,
        row.first_day,
        row.last_day,
        String(row.papers),
        row.subject,
      ])
      app.terminal.out(
        textTable(['to', 'from day', 'to day', 'papers', 'subject'], cells, app.terminal.width),
      )
    }
  })
}
