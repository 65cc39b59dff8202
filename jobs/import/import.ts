import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { AT_ONCE } from '../../src/base/decoded-at-once.ts'
import { UsageError } from '../../src/base/errors.ts'
import type { Capture } from '../../src/model/capture.ts'
import { indexingBeside } from '../../src/load/history/text-indexer.ts'
import { type Tombstone, findTombstone } from '../../src/load/captures/forget-captures.ts'
import { fromTheFuture, isoInstant } from '../../src/model/day.ts'
import { type Listing, listingName } from '../../src/model/listing.ts'
import { formOf } from '../../src/transform/form-of.ts'
import { archivedCaptures, type Revisits, readRevisits } from './archived-captures.ts'
import { impossiblePast } from './impossible-past.ts'
import { keep, loadCaptures, type Work } from '../load/ingest.ts'
import { inBatches, oneAhead } from '../load/in-batches.ts'
import type { JobContext } from '../run/job-context.ts'

import { countFilesRefused, passedOverText } from '../run/run-counts.ts'
import { type RunResult, withRun } from '../run/with-run.ts'

const decompress = promisify(gunzip)
const GZIP_MAGIC = [0x1f, 0x8b] as const

/** A saved response: its path, listing and time of capture. */
export interface SavedResponse {
  readonly path: string
  readonly listing: Listing
  readonly capturedAt: Temporal.Instant
}

/** Options of an import. */
export interface ImportOptions {
  /** Imports forgotten responses, too. */
  readonly again?: boolean
  /** Only stores captures, and reports their ids for others to load. Default: they are loaded here. */
  readonly onlyStored?: (ids: readonly string[]) => void
}

/**
 * Imports saved responses through the same stages as fetched ones. All files are opened before anything is written.
 *
 * @throws {UsageError} when a file can't be read, or was forgotten
 */
export async function importSaved(
  context: JobContext,
  saved: readonly SavedResponse[],
  { again = false, onlyStored }: ImportOptions = {},
): Promise<RunResult> {
  const { warehouse, progress } = context
  for (const each of saved) {
    const capture = await readSavedResponse(each)
    const problem = impossiblePast(capture)
    if (problem !== null) {
      throw new UsageError(
        `${each.path}: ${problem}; give the time at which it was saved: ${importAs(each.path, capture.listing)}`,
      )
    }
    const tombstone = again ? null : await findTombstone(warehouse, capture)
    if (tombstone)
      throw new UsageError(`${each.path} ${describe(tombstone)}: add --again to import it anyway`)
  }
  const each = async function* () {
    for (const one of saved) yield await readSavedResponse(one)
  }
  return withRun(context, 'import', { files: saved.length }, async (runId, runCounts) => {
    progress.start(saved.length, 'files')
    await loadInBatches(context, { runId, runCounts }, each(), onlyStored)
    countFilesRefused(runCounts)
    progress.stop(`${runCounts.loaded} loaded`)
  })
}

/**
 * Imports the captures of WARC files, in order: those of Paperboy, and the site's lists that other programs
 * archived. All files are checked before anything is written. Forgotten captures are skipped with a line in the
 * log: an older archive still has them.
 *
 * @throws {UsageError} when a file can't be read, is truncated, or has a capture with an impossible time; and when no file
 *   holds a list
 */
export async function importArchives(
  context: JobContext,
  paths: readonly string[],
  { again = false, onlyStored }: ImportOptions = {},
): Promise<RunResult> {
  const { warehouse, logger, clock, progress, config } = context
  const archives: { readonly path: string; readonly revisits: Revisits }[] = []
  const passedOver: Record<string, number> = {}
  let captures = 0
  for (const path of paths) {
    const revisits = await readRevisits(path, config.site)
    archives.push({ path, revisits })
    for await (const { place, found } of archivedCaptures(path, config.site, revisits)) {
      if (typeof found === 'string') {
        passedOver[found] = (passedOver[found] ?? 0) + 1
        continue
      }
      const name = listingName(found.listing)
      const future = fromTheFuture(found.fetchedAt, clock.now())
      if (future !== null) throw new UsageError(`${path}, ${name}: ${future}`)
      const problem = impossiblePast(found)
      if (problem !== null) {
        throw new UsageError(
          `${path}, record ${place}, ${name}: ${problem}; correct its WARC-Date, or extract the page from the file and give its time: ${importAs('PAGE.html', found.listing)}`,
        )
      }
      captures++
    }
  }
  // An archive of no captures that Paperboy wrote holds its warcinfo and nothing else.
  if (captures === 0 && Object.keys(passedOver).some((reason) => reason !== 'warcinfo'))
    throw new UsageError(
      `${paths.join(', ')}: no list of ${config.site} in it, so nothing was imported: ${passedOverText({ passedOver })}; expected answers with 200 from addresses such as ${config.site}/papers/date/2026-06-03`,
    )
  return withRun(context, 'import', { archives: paths.length, captures }, async (runId, runCounts) => {
    runCounts.passedOver = passedOver
    const passed = passedOverText(runCounts)
    if (passed !== null) logger.info({ run: runId }, passed)
    const each = async function* () {
      for (const { path, revisits } of archives) {
        for await (const { found } of archivedCaptures(path, config.site, revisits)) {
          if (typeof found === 'string') continue
          const tombstone = again ? null : await findTombstone(warehouse, found)
          if (!tombstone) {
            yield found
            continue
          }
          runCounts.forgotten++
          const name = listingName(found.listing)
          logger.warn(
            { listing: name, capture_id: tombstone.captureId },
            `${name}: a response in ${path} ${describe(tombstone)}: skipped; --again imports it anyway`,
          )
          progress.advance(name)
        }
      }
    }
    progress.start(captures, 'captures')
    await loadInBatches(context, { runId, runCounts }, each(), onlyStored)
    // An archive keeps refused answers as they were.
    runCounts.asBefore.refused = runCounts.refused
    runCounts.final = 0
    progress.stop(`${runCounts.loaded} loaded`)
  })
}

function importAs(path: string, listing: Listing): string {
  return `npx paperboy import ${path} --listing '${listingName(listing)}' --captured-at TIME`
}

/**
 * Stores captures one after another and loads them in batches, so that only the bodies of one batch are in memory at
 * once. After the first signal the captures stored so far are loaded, and no more are read.
 */
async function loadInBatches(
  context: JobContext,
  { runId, runCounts }: Pick<Work, 'runId' | 'runCounts'>,
  captures: AsyncIterable<Capture>,
  onlyStored: ImportOptions['onlyStored'],
): Promise<void> {
  const { progress, signal } = context
  const stored = async function* () {
    for await (const capture of captures) {
      if (signal.aborted) return
      yield await keep(context, runId, capture)
    }
  }
  await indexingBeside(context.warehouse, async (indexer) => {
    for await (const batch of oneAhead(inBatches(stored()))) {
      // A file that is named twice is one capture.
      const once = [...new Map(batch.map((capture) => [capture.id, { capture }])).values()]
      onlyStored?.(once.map(({ capture }) => capture.id))
      const loaded = onlyStored ? [] : await loadCaptures(context, { runId, runCounts, indexer }, once)
      const [last] = batch.slice(-1)
      progress.advance(last ? listingName(last.listing) : '', batch.length)
      for (const each of loaded) if (each instanceof Error) throw each
    }
  })
}

/** `was capture 12 of day:2026-06-03, forgotten at 2026-06-05T10:00:00.000Z (wrong day)` */
function describe({ captureId, listing, forgottenAt, reason }: Tombstone): string {
  const why = reason === null ? '' : ` (${reason})`
  return `was capture ${captureId} of ${listingName(listing)}, forgotten at ${isoInstant(forgottenAt)}${why}`
}

async function readSavedResponse({ path, listing, capturedAt }: SavedResponse): Promise<Capture> {
  const body = await readBody(path)
  const url = `import:${basename(path)}`
  return {
    listing,
    form: formOf(body),
    url,
    finalUrl: url,
    status: 200,
    fetchedWith: 'import',
    headers: {},
    body,
    fetchedAt: capturedAt,
  }
}

async function readBody(path: string): Promise<Uint8Array> {
  try {
    const bytes = await readFile(path)
    return GZIP_MAGIC.every((byte, index) => bytes[index] === byte)
      ? await decompress(bytes, { chunkSize: AT_ONCE })
      : bytes
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UsageError(
      `${path} can't be read (${why}): expected a saved page, JSON or text, plain or gzip`,
      {
        cause: error,
      },
    )
  }
}
