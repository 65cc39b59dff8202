import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeWhole } from '../../../base/write-whole.ts'
import { fateOf, type ProcessIdentity, readProcess, thisProcess } from './process-identity.ts'

let opened = 0

/**
 * Says that this process uses the server of a folder: one file for each time that it is opened, named by the process
 * id, which is all that the watcher reads.
 *
 * @returns the path of the file
 */
export async function enter(folder: string): Promise<string> {
  const users = join(folder, 'users')
  await mkdir(users, { recursive: true })
  const path = join(users, `${process.pid}.${++opened}`)
  await writeWhole(path, async (file) => file.writeFile(JSON.stringify(thisProcess())))
  return path
}

/** Who uses the server of a folder. Takes out the files of those that are gone. Call it under the folder's lock. */
export async function livingUsers(folder: string): Promise<readonly ProcessIdentity[]> {
  const users = join(folder, 'users')
  const names = await readdir(users).catch(() => [])
  const living: ProcessIdentity[] = []
  for (const name of names) {
    const owner = readProcess(join(users, name))
    if (owner && fateOf(owner) === 'alive') living.push(owner)
    // The lock is held by this process, which the server belongs to: users of other machines are of an earlier one.
    else await rm(join(users, name), { force: true })
  }
  return living
}
