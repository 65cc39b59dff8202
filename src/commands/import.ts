import { readFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { Command } from 'commander'
import { z } from 'zod'
import { importArchives, importSaved, type SavedResponse } from '../../jobs/import.ts'
import { UsageError } from '../errors.ts'
import { isDay, isMonth, isWeek } from '../model/day.ts'
import type { Listing } from '../model/listing.ts'
import { type App, type CommonFlags, jobConfigOf, withJob } from './app.ts'
import { listingFrom } from './fetch.ts'
import { reportRun } from './report-run.ts'

interface Flags extends CommonFlags {
  readonly listing?: string
  readonly capturedAt?: string
  readonly manifest?: string
  readonly again?: boolean
}

const HELP = `
A name such as 2026-03-17@20260318T1112Z.html.gz tells both the listing and the time; then neither flag is needed.
The name KEY@20260318.html stands for midnight UTC.
A manifest holds a line for each file: {"path": "...", "listing": "day:2026-06-03", "capturedAt": "2026-06-04T09:00:00Z"}

Example:
  $ npx paperboy import saved.html --listing day:2026-06-03 --captured-at 2026-06-04T09:00:00Z
  $ npx paperboy import --manifest saved.ndjson`

/** `paperboy import` */
export function importCommand(app: App): Command {
  return new Command('import')
    .description(
      'saved responses (.html, .json, .txt, each also .gz; .warc.gz of "export") through the same stages as fetched ones',
    )
    .argument('[file...]', 'saved responses')
    .option('--listing <listing>', 'what they are, such as day:2026-06-03')
    .option('--captured-at <instant>', 'when they were captured, such as 2026-06-04T09:00:00Z')
    .option('--manifest <file>', 'a list of files, one JSON object a line')
    .option('--again', 'also what was imported before and taken back by "captures forget"')
    .addHelpText('after', HELP)
    .action(async (files: string[], _options, command: Command) => {
      const flags = command.optsWithGlobals<Flags>()
      const options = { again: flags.again ?? false }
      const archives = files.filter((file) => /\.warc(\.gz)?$/.test(file))
      if (archives.length > 0) {
        if (archives.length < files.length || flags.manifest !== undefined)
          throw new UsageError('WARC files say themselves what they hold: import them apart from other files')
        const config = await jobConfigOf(flags)
        await withJob(app, config, async (context) =>
          reportRun(app, await importArchives(context, archives, options), flags.json ?? false),
        )
        return
      }
      const saved = flags.manifest === undefined ? filesOf(files, flags) : await readManifest(flags.manifest)
      if (saved.length === 0) throw new UsageError('nothing to import: give files, or --manifest FILE')
      const config = await jobConfigOf(flags)
      await withJob(app, config, async (context) =>
        reportRun(app, await importSaved(context, saved, options), flags.json ?? false),
      )
    })
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

/** `2026-03-17@20260318T1112Z.html.gz`: the listing's key, then when it was captured. */
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

async function readManifest(file: string): Promise<SavedResponse[]> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    throw new UsageError(`the manifest ${file} can't be read: ${error instanceof Error ? error.message : ''}`)
  }
  return text.split('\n').flatMap((line, index): SavedResponse[] => {
    if (line.trim() === '') return []
    const where = `${file}, line ${index + 1}`
    try {
      const { path, listing, capturedAt } = manifestLine.parse(JSON.parse(line))
      return [
        {
          path: resolve(dirname(file), path),
          listing: listingFrom(listing),
          capturedAt: instantFrom(capturedAt, where),
        },
      ]
    } catch (error) {
      if (error instanceof UsageError) throw new UsageError(`${where}: ${error.message}`)
      throw new UsageError(
        `${where}: expected {"path": "...", "listing": "day:2026-06-03", "capturedAt": "2026-06-04T09:00:00Z"}`,
      )
    }
  })
}
