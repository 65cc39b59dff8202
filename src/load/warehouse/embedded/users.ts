import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeWhole } from '../../../base/write-whole.ts'
import { fateOf, type ProcessIdentity, readProcess, thisProcess } from './process-identity.ts'

let opened = 0

/**
 * Registers this process as a user of a folder's server: one file for each open, named by the process
 * id, which the watcher reads.
 *
 * @returns path of the file
 */
export async function enter(folder: string): Promise<string> {
  const users = join(folder, 'users')
  await mkdir(users, { recursive: true })
  const path = join(users, `${process.pid}.${++opened}`)
  await writeWhole(path, async (file) => file.writeFile(JSON.stringify(thisProcess())))
  return path
}

/** Finds the users of a folder's server, and removes the files of those that are gone. Call it under the folder's lock. */
export async function livingUsers(folder: string): Promise<readonly ProcessIdentity[]> {
  const users = join(folder, 'users')
  const names = await readdir(users).catch(() => [])
  const living: ProcessIdentity[] = []
  for (const name of names) {
    const owner = readProcess(join(users, name))
    if (owner && fateOf(owner) === 'alive') living.push(owner)
    // This process holds the lock and the server is its machine's: users of other machines belong to an earlier one.
    else await rm(join(users, name), { force: true })
  }
  return living
}
