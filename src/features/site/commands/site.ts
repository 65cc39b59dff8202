import type { Command } from 'commander'
import { availableParallelism } from 'node:os'
import type { Config } from '../../../base/config.ts'
import { describeError, Stopped, UsageError } from '../../../base/errors.ts'
import { openReader } from '../../../load/warehouse/open-reader.ts'
import { valuesOf } from '../../../base/setting.ts'
import type { SiteBuilt, SiteServed } from '../documents.ts'
import { SITE_SETTINGS } from '../settings.ts'
import { type SiteConfig } from '../site-part.ts'
import { staticParts, withSiteParts } from '../with-site-parts.ts'
import type { App, CommonFlags } from '../../../commands/command.ts'
import { readAppConfig } from '../../../commands/app.ts'
import { CommandGroup } from '../../../commands/command-group.ts'
import { requireFolder } from '../../../commands/require-folder.ts'

const DEFAULT_PORT = 8080
/** Processes that make pages: each takes some 200 MB. */
const MOST_WORKERS = 2
const PAGES_FOR_WORKERS = 1000
const LOOPBACK = '127.0.0.1'

/** `paperboy site serve` */
export function siteCommand(app: App): Command {
  const site = new CommandGroup('site').addHelpText('after', '\nExample:\n  $ npx paperboy site serve')
  site
    .command('serve')
    .description('serve the pages on this machine, until stopped')
    .option('--port <port>', 'TCP port; 0 picks a free one', String(DEFAULT_PORT))
    .option('--host <address>', 'address to listen on; any but loopback lets others in', LOOPBACK)
    .addHelpText('after', '\nExample:\n  $ npx paperboy site serve --port 8080')
    .action(async (_options, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags & { port: string; host: string }>()
      const port = Number(flags.port)
      if (!Number.isInteger(port) || port < 0 || port > 65_535)
        throw new UsageError(`--port ${flags.port}: expected a number from 0 to 65535`)
      const config = await readAppConfig(flags)
      requireFolder(config)
      const { serveSite } = await import('../jobs/serve-site.ts')
      const { sitePictures } = await import('../pictures/site-pictures.ts')
      const note = (sentence: string) => void process.stderr.write(`${sentence}\n`)
      const onReady = (url: string) => {
        if (flags.json) app.terminal.out(JSON.stringify({ url } satisfies SiteServed))
        else app.terminal.out(`Serving the pages at ${url}. Stop with Ctrl-C.`)
        if (flags.host !== LOOPBACK && flags.host !== 'localhost' && flags.host !== '::1')
          note(`Everyone who reaches ${flags.host} can read them: there is no password and no TLS here.`)
        if (config.publicUrl !== null && valuesOf(config, SITE_SETTINGS).trustedProxies === null)
          note(
            'All clients of a reverse proxy share one limit, and /metrics is not answered: PAPERBOY_TRUSTED_PROXIES names the proxies that set X-Forwarded-For.',
          )
      }
      await withSiteParts(config, { app, config }, async (parts) => {
        const warehouse = await openReader(config, noteOwnRights)
        try {
          await serveSite(
            {
              executor: warehouse,
              now: () => config.clock.now(),
              source: config.site,
              publicUrl: config.publicUrl?.replace(/\/+$/, '') ?? null,
              proxies: valuesOf(config, SITE_SETTINGS).trustedProxies,
              isStatic: false,
              pictures: await sitePictures(config, note),
              onError: (error) => note(describeError(error)),
              parts,
            },
            { host: flags.host, port, signal: app.signal, onReady },
          )
        } finally {
          await warehouse.close()
        }
      })
    })
  site
    .command('build')
    .description(
      'write the pages as static files, for any web server; in a folder of before only what has changed',
    )
    .argument('<folder>', 'a new or empty folder, or that of a build before')
    .option(
      '--url <url>',
      'address that the pages will have, where it is not the root of its host or is to be in them',
    )
    .option('--no-pictures', 'without pictures of papers, whatever the setting pictures says')
    .addHelpText(
      'after',
      '\nExample:\n  $ npx paperboy site build public\n  $ npx paperboy site build public --url https://someone.github.io/papers/',
    )
    .action(async (folder: string, _options, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags & { url?: string; pictures: boolean }>()
      const publicUrl = flags.url === undefined ? null : baseAddress(flags.url)
      const config = await readAppConfig(flags)
      requireFolder(config)
      const { buildSite } = await import('../jobs/build-site.ts')
      const { sitePictures } = await import('../pictures/site-pictures.ts')
      const note = (sentence: string) => void process.stderr.write(`${sentence}\n`)
      // One statement looks at all papers.
      const warehouse = await openReader(config, noteOwnRights, 0)
      try {
        const build = await buildSite(
          {
            executor: warehouse,
            now: () => config.clock.now(),
            source: config.site,
            publicUrl,
            isStatic: true,
            pictures: flags.pictures ? await sitePictures(config, note) : undefined,
            parts: await staticParts(config),
          },
          {
            folder,
            signal: app.signal,
            onPhase: process.stderr.isTTY ? note : () => undefined,
            workers: warehouse.shared
              ? {
                  options: { home: config.home, databaseUrl: config.databaseUrl },
                  config: withoutClock(config),
                  count: Math.min(availableParallelism(), MOST_WORKERS),
                  leastPages: PAGES_FOR_WORKERS,
                }
              : null,
          },
        )
        const { pages, made, written, removed } = build
        if (flags.json) app.terminal.out(JSON.stringify({ folder, ...build } satisfies SiteBuilt))
        else
          app.terminal.out(
            `${folder}: ${pages} pages, ${made} of them made anew; ${written} files written, ${removed} taken away.`,
          )
      } catch (error) {
        if (!app.signal.aborted) throw error
        throw new Stopped('stopped: what is written stays, and the same command goes on from there', {
          cause: error,
        })
      } finally {
        await warehouse.close()
      }
    })
  return site
}

/** Settings as they can be told to another process: without the clock, which is functions. */
function withoutClock(config: Config): SiteConfig {
  return JSON.parse(JSON.stringify(config)) as SiteConfig
}

/** Pages run no statements of others: this user may read them with its own rights. */
function noteOwnRights(why: Error): void {
  process.stderr.write(`pages are read by this user itself, in read-only transactions: ${why.message}\n`)
}

function baseAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.search !== '' || url.hash !== '')
    throw new UsageError(`--url ${text}: expected an address, as in https://someone.github.io/papers/`)
  return url.href.replace(/\/+$/, '')
}
