import { readFile } from 'node:fs/promises'
import { writeWhole } from './write-whole.ts'

/** Published files are readable by all, whatever the umask: a web server is another user. */
const FOR_ALL = 0o644

/**
 * Writes a file that others read, atomically, and not when it has the same bytes: then its time stays, by
 * which web servers and copies see that nothing is new.
 *
 * @returns true when it was written
 */
export async function writeChanged(path: string, text: string): Promise<boolean> {
  const bytes = Buffer.from(text)
  if ((await readBytes(path))?.equals(bytes) === true) return false
  await writeWhole(path, async (file) => {
    await file.writeFile(bytes)
    await file.chmod(FOR_ALL)
  })
  return true
}

async function readBytes(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
