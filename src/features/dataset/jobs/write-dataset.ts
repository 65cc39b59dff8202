import { sql } from '../../../base/sql.ts'
import { FilesNotWritten, WarehouseUnavailable } from '../../../base/errors.ts'
import { acquireFolderLock } from '../../../base/folder-lock.ts'
import type { Warehouse } from '../../../load/warehouse/warehouse.ts'
import type { Day } from '../../../model/day.ts'
import { asDiskTrouble, isDiskError } from '../disk-trouble.ts'
import { type Disk, DISK } from '../disk.ts'
import type { Format } from '../formats.ts'
import { readOldDataset } from '../old-dataset.ts'
import { placeOf } from '../place.ts'
import { freshFolder, type Place, recover, swapIn } from '../swap.ts'
import { type DatasetReport, growDataset } from '../write-dataset.ts'

/** Parameters of an export. */
export interface DatasetOrder {
  readonly folder: string
  readonly formats: readonly [Format, ...Format[]]
  /** Files of months before this day's are carried over from the existing data set. */
  readonly since?: Day
}

/** Dependencies of an export. */
export interface DatasetContext {
  readonly warehouse: Pick<Warehouse, 'transaction'>
  readonly signal: AbortSignal
  /** Default: the disk. */
  readonly disk?: Disk
}

/**
 * Writes the warehouse as a data set, beside the folder, and swaps it in by rename: whatever happens, the folder holds
 * the old data set or the new one, whole. Everything is read in one transaction, as of one moment.
 *
 * @throws {UsageError} when the folder is not a data set, or can't be written
 * @throws {FilesNotWritten} when it can't be written now
 */
export async function writeDataset(context: DatasetContext, order: DatasetOrder): Promise<DatasetReport> {
  const { disk = DISK } = context
  const place = placeOf(order.folder)
  try {
    await makeFolder(disk, place.work)
    const lock = await takeLock(place)
    try {
      await recover(disk, place)
      return await grown(context, disk, place, order)
    } finally {
      // The next write clears up what can't be cleared up now.
      await disk.rm(freshFolder(place), { recursive: true, force: true }).catch(() => undefined)
      await lock.release()
      // Fails when somebody else has started meanwhile and owns it.
      await disk.rmdir(place.work).catch(() => undefined)
    }
  } catch (error) {
    throw asDiskTrouble(error, place.folder)
  }
}

/** Makes a folder, not recursively: where none can be made, as in /proc, Node would try forever. */
async function makeFolder(disk: Disk, path: string): Promise<void> {
  try {
    await disk.mkdir(path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}

async function grown(
  { warehouse, signal }: DatasetContext,
  disk: Disk,
  place: Place,
  { formats, since }: DatasetOrder,
): Promise<DatasetReport> {
  const old = await readOldDataset(place.folder)
  const fresh = freshFolder(place)
  const outcome = await warehouse.transaction(async (executor) => {
    await executor.rows(sql`set transaction isolation level repeatable read, read only`)
    // A page is a few rows out of very many: the planner would rather sort a whole month for each.
    await executor.rows(sql`set local enable_bitmapscan = off`)
    await executor.rows(sql`set local enable_seqscan = off`)
    try {
      // After a lost connection this is done again from the start.
      await disk.rm(fresh, { recursive: true, force: true })
      const months = since?.slice(0, 7) ?? null
      return await growDataset({ executor, disk, fresh, old, formats, since: months, signal })
    } catch (error) {
      // The warehouse would mistake this full disk for its own.
      if (isDiskError(error)) return error
      throw error
    }
  })
  if (outcome instanceof Error) throw outcome
  if (!outcome.isSame) await swapIn(disk, place)
  return outcome
}

async function takeLock({ folder, work }: Place) {
  try {
    return await acquireFolderLock(work)
  } catch (error) {
    if (!(error instanceof WarehouseUnavailable)) throw error
    throw new FilesNotWritten(
      `another process writes the data set in ${folder}: wait until it ends, then run the same command again`,
      { cause: error },
    )
  }
}
