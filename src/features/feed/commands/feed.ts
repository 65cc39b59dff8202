import { plural } from '../../../model/plural.ts'
import { Command, Option } from 'commander'
import { basename } from 'node:path'
import { writeChanged } from '../../../base/write-changed.ts'
import { UsageError } from '../../../base/errors.ts'
import type { FeedFile } from '../documents.ts'
import { readFeed } from '../read-feed.ts'
import { FEED_FORMATS, type FeedFormat, renderFeed } from '../render-feed.ts'
import { selectionText } from '../../../query/selection-text.ts'
import type { App, CommonFlags } from '../../../commands/command.ts'
import { readAppConfig, todayOf, withWarehouse } from '../../../commands/app.ts'
import { requireParentFolder } from '../../../commands/require-parent-folder.ts'
import { requireListed, SELECTION_HELP, selectionFrom } from '../../../commands/selection-from.ts'

interface Flags extends CommonFlags {
  readonly format: FeedFormat
  readonly out?: string
  readonly base?: string
}

/** `paperboy feed` */
export function feedCommand(app: App): Command {
  return new Command('feed')
    .argument('[selection...]', 'papers to show, such as week:2026-W23 org:nvidia has:code top:5')
    .addOption(new Option('--format <format>', 'format of the feed').choices(FEED_FORMATS).default('atom'))
    .option('--out <file>', 'write it to a file, which is left alone when nothing is new')
    .option('--base <url>', 'public address of the folder with the file, so that the feed can name its own')
    .addHelpText(
      'after',
      `${SELECTION_HELP}\n\nExample:\n  $ npx paperboy feed org:nvidia --format json\n` +
        '  $ npx paperboy feed this-week --out week.xml --base https://example.org/papers',
    )
    .action(async (words: string[], _options, command: Command) => {
      const flags = command.optsWithGlobals<Flags>()
      const { out: file } = flags
      const asked = command.getOptionValueSource('format') === 'cli' ? flags.format : null
      if (file === undefined && flags.json === true && asked !== null && asked !== 'json')
        throw new UsageError(
          `--format ${asked} and --json ask for two formats: give one of them, or add --out FILE`,
        )
      const format = file === undefined && flags.json === true ? 'json' : flags.format
      const selection = selectionFrom(words)
      const self = selfOf(flags)
      if (file !== undefined) requireParentFolder(file)
      const config = await readAppConfig(flags)
      requireListed(selection, todayOf(config))
      const feed = await withWarehouse(config, 'read', async (warehouse) =>
        readFeed(warehouse, selection, { now: config.clock.now(), site: config.site, self }),
      )
      const { body } = renderFeed(feed, format)
      const { out } = app.terminal
      if (file === undefined) {
        // A document of --json is one line.
        out(flags.json === true ? JSON.stringify(JSON.parse(body)) : body.trimEnd())
        return
      }
      const written = await writeChanged(file, body)
      const entries = feed.entries.length
      if (flags.json === true) {
        out(
          JSON.stringify({
            file,
            format,
            selection: selectionText(selection),
            entries,
            written,
          } satisfies FeedFile),
        )
        return
      }
      const papers = plural(entries, 'paper')
      out(written ? `${papers} written to ${file}.` : `${file} is up to date: ${papers}, nothing new.`)
    })
}

/** Address of the feed's file; null without --base. */
function selfOf({ base, out }: Flags): string | null {
  if (base === undefined) return null
  if (!URL.canParse(base) || !/^https?:/i.test(base))
    throw new UsageError(
      `--base ${base}: expected an http or https address, as in --base https://example.org/papers`,
    )
  if (out === undefined)
    throw new UsageError(`--base ${base}: the feed's own address ends with its file's name; add --out FILE`)
  return new URL(encodeURIComponent(basename(out)), base.endsWith('/') ? base : `${base}/`).href
}
