import { FilesNotWritten, UsageError } from '../../base/errors.ts'

/** Errors that may pass by themselves or by freeing space. */
const PASSING: ReadonlySet<string> = new Set(['EDQUOT', 'EFBIG', 'EIO', 'EMFILE', 'ENFILE', 'ENOSPC'])

/** Errors that last until another folder is named or its permissions change. */
const STAYING: ReadonlySet<string> = new Set([
  'EACCES',
  'EBUSY',
  'EEXIST',
  'EISDIR',
  'ELOOP',
  'EMLINK',
  'ENAMETOOLONG',
  'ENOENT',
  'ENOTDIR',
  'ENOTEMPTY',
  'ENOTSUP',
  'EPERM',
  'EROFS',
  'EXDEV',
])

/** True for an error of the disk, as Node names it. */
export function isDiskError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && (passes(error) || STAYING.has(String(error.code)))
}

/** Converts a disk error into one that names the folder being written; any other stays as it is. */
export function asDiskTrouble(error: unknown, folder: string): unknown {
  if (!isDiskError(error)) return error
  const why = `the data set in ${folder} can't be written (${error.code}); what was there before is intact`
  return passes(error)
    ? new FilesNotWritten(`${why}: free space on that disk, then run the same command again`, {
        cause: error,
      })
    : new UsageError(`${why}: name a folder that you may write, and that is not a mount point`, {
        cause: error,
      })
}

function passes(error: object): boolean {
  return 'code' in error && PASSING.has(String(error.code))
}
