import { type FileHandle, open, rename, rm } from 'node:fs/promises'

const OWNER_ONLY = 0o600

/**
 * Writes a file that appears under its name only when it is completely on disk; until then, and after a failure, what
 * was there stays. Only its owner may read it.
 *
 * @param steps actions before the rename: checks the finished file under its temporary name, or makes room for
 *   it; and that name, where two may write the file at once (default: `.part` behind its name)
 */
export async function writeWhole(
  path: string,
  fill: (file: FileHandle) => Promise<unknown>,
  steps: { readonly beforeRename?: (part: string) => Promise<void>; readonly part?: string } = {},
): Promise<void> {
  const { part = `${path}.part`, beforeRename } = steps
  try {
    const file = await open(part, 'w', OWNER_ONLY)
    try {
      await fill(file)
      await file.sync()
    } finally {
      await file.close()
    }
    await beforeRename?.(part)
    await rename(part, path)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}
