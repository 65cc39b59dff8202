import { readFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { Command } from 'commander'
import { z } from 'zod'
import {
  importArchives,
  type ImportOptions,
  importSaved,
  type SavedResponse,
} from '../../jobs/import/import.ts'
import type { JobContext } from '../../jobs/run/job-context.ts'
import type { RunResult } from '../../jobs/run/with-run.ts'
import type { Config } from '../base/config.ts'
import { UsageError } from '../base/errors.ts'
import { dayOf, fromTheFuture, isDay, isMonth, isWeek } from '../model/day.ts'
import type { Listing } from '../model/listing.ts'
import type { App, CommonFlags } from './command.ts'
import { readJobConfig, withJob } from './app.ts'
import { listingFrom, requireInRange } from './fetch.ts'
import { requireFile } from './require-file.ts'
import type { QueueFlags } from '../feature.ts'
import { enqueue, requireQueueForWait, withQueueFlags } from './enqueue.ts'
import { reportRun } from './report-run.ts'

interface Flags extends CommonFlags, QueueFlags {
  readonly listing?: string
  readonly capturedAt?: string
  readonly manifest?: string
  readonly again?: boolean
}

const HELP = `
A name such as 2026-03-17@20260318T1112Z.html.gz tells both the listing and the time; then neither flag is needed.
The name KEY@20260318.html stands for midnight UTC.
A manifest holds a line for each file: {"path": "...", "listing": "day:2026-06-03", "capturedAt": "2026-06-04T09:00:00Z"}
A WARC file may come from Paperboy or any other program: the site's lists in it are imported, each at its WARC-Date.

Example:
  $ npx paperboy import saved.html --listing day:2026-06-03 --captured-at 2026-06-04T09:00:00Z
  $ npx paperboy import --manifest saved.ndjson
  $ npx paperboy import crawl-2024.warc.gz`

/** `paperboy import` */
export function importCommand(app: App): Command {
  return withQueueFlags(
    new Command('import')
      .argument('[file...]', 'saved responses')
      .option('--listing <listing>', 'the listing that they show, such as day:2026-06-03')
      .option('--captured-at <instant>', 'the time of capture, such as 2026-06-04T09:00:00Z')
      .option('--manifest <file>', 'a list of files, one JSON object per line')
      .option('--again', 'also import what "captures forget" deleted'),
    'store them, and enqueue them for workers to read and load',
  )
    .addHelpText('after', HELP)
    .action(async (files: string[], _options, command: Command) => {
      const flags = command.optsWithGlobals<Flags>()
      requireQueueForWait(flags)
      const options = { again: flags.again ?? false }
      const config = await readJobConfig(flags)
      const now = config.clock.now()
      for (const file of files) await requireFile(file)
      const archives = files.filter((file) => /\.warc(\.gz)?$/.test(file))
      if (archives.length > 0) {
        const { listing, capturedAt, manifest } = flags
        if (archives.length < files.length || manifest !== undefined)
          throw new UsageError('WARC files describe themselves: import them separately from other files')
        if (listing !== undefined || capturedAt !== undefined) {
          throw new UsageError('WARC files describe themselves: omit --listing and --captured-at')
        }
        await importBy(app, config, flags, async (context, stored) =>
          importArchives(context, archives, { ...options, ...stored }),
        )
        return
      }
      if (files.length > 0 && flags.manifest !== undefined)
        throw new UsageError('a manifest already names its files: give files or --manifest, not both')
      const saved =
        flags.manifest === undefined ? filesOf(files, flags) : await readManifest(flags.manifest, now)
      if (saved.length === 0) throw new UsageError('nothing to import: give files, or --manifest FILE')
      for (const each of saved) within(each.path, () => requirePast(each, now))
      await importBy(app, config, flags, async (context, stored) =>
        importSaved(context, saved, { ...options, ...stored }),
      )
    })
}

/** Imports here, or only stores and enqueues. */
async function importBy(
  app: App,
  config: Config,
  flags: Flags,
  work: (context: JobContext, stored: Pick<ImportOptions, 'onlyStored'>) => Promise<RunResult>,
): Promise<void> {
  if (flags.enqueue !== true) {
    await withJob(app, config, async (context) =>
      reportRun(app, await work(context, {}), flags.json ?? false),
    )
    return
  }
  await enqueue(app, config, flags, async (context, { enqueueStored }) => {
    const ids: string[] = []
    await work(context, { onlyStored: (some) => ids.push(...some) })
    return enqueueStored(context.warehouse, ids)
  })
}

/** Adds the place to a usage error in the work. */
function within<T>(where: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(`${where}: ${error.message}`) : error
  }
}

function requirePast({ listing, capturedAt }: SavedResponse, now: Temporal.Instant): void {
  const problem = fromTheFuture(capturedAt, now)
  if (problem !== null) throw new UsageError(problem)
  requireInRange(listing, dayOf(now))
}

function filesOf(files: readonly string[], flags: Flags): SavedResponse[] {
  return files.map((path) => {
    const named = fromName(basename(path))
    const listing = flags.listing === undefined ? named?.listing : listingFrom(flags.listing)
    const capturedAt =
      flags.capturedAt === undefined ? named?.capturedAt : instantFrom(flags.capturedAt, '--captured-at')
    if (!listing)
      throw new UsageError(`${path}: which listing is it? Give --listing, such as --listing day:2026-06-03`)
    if (!capturedAt) {
      throw new UsageError(
        `${path}: when was it captured? Give --captured-at, such as --captured-at 2026-06-04T09:00:00Z`,
      )
    }
    return { path, listing, capturedAt }
  })
}

/** `2026-03-17@20260318T1112Z.html.gz`: the listing's key, then the time of capture. */
function fromName(name: string): { listing?: Listing; capturedAt?: Temporal.Instant } | null {
  const [, key, year, month, day, hour, minute, second] =
    /^(.+?)@(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?Z)?\./.exec(name) ?? []
  if (key === undefined) return null
  const kind = isDay(key)
    ? 'day'
    : isWeek(key)
      ? 'week'
      : isMonth(key)
        ? 'month'
        : /^\d{4}\.\d{4,5}$/.test(key)
          ? 'paper'
          : null
  return {
    ...(kind ? { listing: { kind, key } } : {}),
    capturedAt: instantFrom(
      `${year}-${month}-${day}T${hour ?? '00'}:${minute ?? '00'}:${second ?? '00'}Z`,
      name,
    ),
  }
}

function instantFrom(text: string, where: string): Temporal.Instant {
  try {
    return Temporal.Instant.from(text)
  } catch {
    throw new UsageError(`${where} ${text}: expected an instant with its zone, such as 2026-06-04T09:00:00Z`)
  }
}

const manifestLine = z.object({ path: z.string().min(1), listing: z.string(), capturedAt: z.string() })

async function readManifest(file: string, now: Temporal.Instant): Promise<SavedResponse[]> {
  await requireFile(file)
  const saved: SavedResponse[] = []
  for (const [index, line] of (await readFile(file, 'utf8')).split('\n').entries()) {
    if (line.trim() === '') continue
    const where = `${file}, line ${index + 1}`
    const each = within(where, () => savedFrom(line, dirname(file)))
    within(where, () => requirePast(each, now))
    try {
      await requireFile(each.path)
    } catch (error) {
      throw error instanceof UsageError ? new UsageError(`${where}: ${error.message}`) : error
    }
    saved.push(each)
  }
  return saved
}

function savedFrom(line: string, folder: string): SavedResponse {
  let given: z.infer<typeof manifestLine>
  try {
    given = manifestLine.parse(JSON.parse(line))
  } catch (error) {
    throw new UsageError(
      'expected {"path": "...", "listing": "day:2026-06-03", "capturedAt": "2026-06-04T09:00:00Z"}',
      { cause: error },
    )
  }
  const { path, listing, capturedAt } = given
  return {
    path: resolve(folder, path),
    listing: listingFrom(listing),
    capturedAt: instantFrom(capturedAt, 'capturedAt'),
  }
}
