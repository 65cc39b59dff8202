import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { FilesNotWritten, UsageError } from '../../base/errors.ts'
import type { Executor } from '../../query/executor.ts'
import type { Row } from './column-type.ts'
import { createFile, type DatasetFile, type OpenFile, sha256Of, takeOver } from './dataset-file.ts'
import type { DescribedTable } from './describe-table.ts'
import type { Disk } from './disk.ts'
import { type Format, FORMATS } from './formats.ts'
import type { OldDataset } from './old-dataset.ts'
import { type Month, monthAfter, nextMonth, readPages } from './read-pages.ts'

/** Sources and folder of a new data set. */
export interface Growth {
  readonly executor: Executor
  readonly disk: Disk
  /** Folder of the new data set. */
  readonly fresh: string
  /** The data set to be replaced; null for none. */
  readonly old: OldDataset | null
  readonly formats: readonly Format[]
  /** Files of earlier months are carried over; null to read all. */
  readonly since: Month | null
  readonly signal: AbortSignal
}

/** A table written to the new data set. */
export interface WrittenTable extends DescribedTable {
  /** Its files in each format, by month. */
  readonly files: ReadonlyMap<Format, readonly DatasetFile[]>
  /** Rows read for it, without those of carried-over months. */
  readonly rows: number
}

/** Writes a table in all formats, reading its rows once. */
export async function writeTable(growth: Growth, table: DescribedTable): Promise<WrittenTable> {
  const files = new Map<Format, DatasetFile[]>(growth.formats.map((format) => [format, []]))
  let rows = 0
  const writeMonth = async (month: Month | null, pages: AsyncIterable<readonly Row[]>) => {
    const written = await writeFiles(growth, table, month, pages)
    for (const [format, file] of written.files) files.get(format)?.push(file)
    rows += written.rows
  }
  if (!table.byMonth) {
    await writeMonth(null, readPages(growth.executor, table, null))
    return { ...table, files, rows }
  }
  for (const format of growth.formats) files.get(format)?.push(...(await takenOver(growth, table, format)))
  let from = growth.since
  for (;;) {
    const month = await nextMonth(growth.executor, table, from)
    if (month === null) break
    await writeMonth(month, readPages(growth.executor, table, month))
    from = monthAfter(month)
  }
  // A table without rows is a file, too, so that readers find its columns.
  if ([...files.values()].every((each) => each.length === 0)) await writeMonth(null, noPages())
  return { ...table, files, rows }
}

async function writeFiles(
  { fresh, disk, formats, old, signal }: Growth,
  table: DescribedTable,
  month: Month | null,
  pages: AsyncIterable<readonly Row[]>,
) {
  const open: {
    format: Format
    file: OpenFile
    add: (rows: readonly Row[]) => Uint8Array
    end: () => Uint8Array
  }[] = []
  const files = new Map<Format, DatasetFile>()
  let rows = 0
  try {
    for (const format of formats) {
      const file = await createFile(disk, fresh, pathOf(table, month, format))
      open.push({ format, file, ...FORMATS[format].encode(table.columns) })
    }
    for await (const page of pages) {
      if (signal.aborted)
        throw new FilesNotWritten('stopped: the data set is as it was before; run the same command again')
      for (const { file, add } of open) await file.append(add(page))
      rows += page.length
    }
    for (const { format, file, end } of open) {
      await file.append(end())
      files.set(format, await unlessOld(disk, fresh, old, await file.finish()))
    }
  } catch (error) {
    for (const { file } of open) await file.abandon()
    throw error
  }
  return { files, rows }
}

/** Keeps the old file where it has the same bytes as the new one. */
export async function unlessOld(
  disk: Disk,
  fresh: string,
  old: OldDataset | null,
  file: DatasetFile,
): Promise<DatasetFile> {
  if (old?.sums.get(file.path) !== file.sha256) return file
  const before = join(old.folder, file.path)
  if ((await sha256Of(before)) !== file.sha256) return file
  const path = join(fresh, file.path)
  await disk.rm(path)
  await takeOver(disk, before, path)
  return { ...file, isOld: true }
}

/** Carries over the files of the months before `since`. */
async function takenOver({ fresh, disk, old, since }: Growth, table: DescribedTable, format: Format) {
  const files: DatasetFile[] = []
  if (old === null || since === null) return files
  for (const [path, sha256] of old.sums) {
    const month = /\/month=(\d{4}-\d{2})\//.exec(path)?.[1]
    if (month === undefined || month >= since || path !== pathOf(table, month, format)) continue
    const before = join(old.folder, path)
    if ((await sha256Of(before)) !== sha256)
      throw new UsageError(
        `${before} was changed since it was written, so it can't be carried over: run the same command without --since`,
      )
    await takeOver(disk, before, join(fresh, path))
    files.push({ path, sha256, bytes: (await stat(before)).size, isOld: true })
  }
  return files
}

function pathOf({ name }: DescribedTable, month: Month | null, format: Format): string {
  return month === null ? `${name}/part.${format}` : `${name}/month=${month}/part.${format}`
}

async function* noPages(): AsyncGenerator<readonly Row[]> {}
