import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { UsageError } from '../../src/base/errors.ts'
import type { Capture } from '../../src/model/capture.ts'
import { indexingBeside } from '../../src/load/history/text-indexer.ts'
import { type Tombstone, tombstoneOf } from '../../src/load/captures/forget-captures.ts'
import { fromTheFuture, isoInstant } from '../../src/model/day.ts'
import { type Listing, listingName } from '../../src/model/listing.ts'
import { formOf } from '../../src/transform/form-of.ts'
import { archivedCaptures, type Revisits, revisitsOf } from './archived-captures.ts'
import { impossiblePast } from './impossible-past.ts'
import { keep, loadCaptures, type Work } from '../load/ingest.ts'
import { inBatches } from '../load/in-batches.ts'
import type { JobContext } from '../run/job-context.ts'

import { countFilesRefused, passedOverText } from '../run/run-counts.ts'
import { type RunResult, withRun } from '../run/with-run.ts'

const decompress = promisify(gunzip)
const GZIP_MAGIC = [0x1f, 0x8b] as const

/** A saved response: where it lies, which listing it is of and when it was captured. */
export interface SavedResponse {
  readonly path: string
  readonly listing: Listing
  readonly capturedAt: Temporal.Instant
}

/** How an import is done. */
export interface ImportOptions {
  /** Also what was imported before and taken back. */
  readonly again?: boolean
  /** Only stores them, and tells their numbers: others read and load them. Default: they are loaded here. */
  readonly onlyStored?: (ids: readonly string[]) => void
}

/**
 * Takes saved responses through the same stages as fetched ones. All files are opened before anything is written.
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
    const capture = await captureOf(each)
    const problem = impossiblePast(capture)
    if (problem !== null) {
      throw new UsageError(
        `${each.path}: ${problem}; give the time at which it was saved: ${importAs(each.path, capture.listing)}`,
      )
    }
    const tombstone = again ? null : await tombstoneOf(warehouse, capture)
    if (tombstone)
      throw new UsageError(`${each.path} ${describe(tombstone)}: give --again to import it all the same`)
  }
  const each = async function* () {
    for (const one of saved) yield await captureOf(one)
  }
  return withRun(context, 'import', { files: saved.length }, async (runId, runCounts) => {
    progress.start(saved.length, 'files')
    await loadInBatches(context, { runId, runCounts }, each(), onlyStored)
    countFilesRefused(runCounts)
    progress.stop(`${runCounts.loaded} loaded`)
  })
}

/**
 * Takes the captures of WARC files, in their order: those of Paperboy, and the lists of the site that other programs
 * archived. All files are read through before anything is written. What was forgotten is passed over with a word in the
 * log: an archive of before still holds it.
 *
 * @throws {UsageError} when a file can't be read, is cut, or holds a capture of a time that can't be
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
    const revisits = await revisitsOf(path, config.site)
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
          `${path}, record ${place}, ${name}: ${problem}; correct its WARC-Date, or take the page out of the file and give its time: ${importAs('PAGE.html', found.listing)}`,
        )
      }
      captures++
    }
  }
  return withRun(context, 'import', { archives: paths.length, captures }, async (runId, runCounts) => {
    runCounts.passedOver = passedOver
    const passed = passedOverText(runCounts)
    if (passed !== null) logger.info({ run: runId }, passed)
    const each = async function* () {
      for (const { path, revisits } of archives) {
        for await (const { found } of archivedCaptures(path, config.site, revisits)) {
          if (typeof found === 'string') continue
          const tombstone = again ? null : await tombstoneOf(warehouse, found)
          if (!tombstone) {
            yield found
            continue
          }
          runCounts.forgotten++
          const name = listingName(found.listing)
          logger.warn(
            { listing: name, capture_id: tombstone.captureId },
            `${name}: a response in ${path} ${describe(tombstone)}: passed over; --again imports it all the same`,
          )
          progress.advance(name)
        }
      }
    }
    progress.start(captures, 'captures')
    await loadInBatches(context, { runId, runCounts }, each(), onlyStored)
    // An archive holds what was refused as such: it came over as it was.
    runCounts.asBefore.refused = runCounts.refused
    runCounts.final = 0
    progress.stop(`${runCounts.loaded} loaded`)
  })
}

function importAs(path: string, listing: Listing): string {
  return `npx paperboy import ${path} --listing '${listingName(listing)}' --captured-at TIME`
}

/**
 * Stores captures one after another and loads them in batches, so that no more bodies than those of a batch are held at
 * once. After the first signal what is stored by then is loaded, and no more is taken.
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
    for await (const batch of inBatches(stored())) {
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

async function captureOf({ path, listing, capturedAt }: SavedResponse): Promise<Capture> {
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
    return GZIP_MAGIC.every((byte, index) => bytes[index] === byte) ? await decompress(bytes) : bytes
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
