import { mkdir, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { asFolderTrouble } from './trouble.ts'

const OWNER_ONLY = 0o700

/**
 * Makes a folder that only its owner may enter, and its missing parents likewise. An existing
 * one keeps its mode. Not with mkdir's `recursive`: in a file system that takes no folders, such as /proc,
 * that would retry forever.
 *
 * @throws {ConfigurationError} when it can't be made, or something else has its name
 */
export async function makePrivateFolder(folder: string): Promise<void> {
  try {
    const missing: string[] = []
    let at = resolve(folder)
    for (; !(await isThere(at)); at = dirname(at)) missing.unshift(at)
    if (!(await stat(at)).isDirectory()) throw notAFolder(at)
    for (const each of missing) await makeOne(each)
  } catch (error) {
    throw asFolderTrouble(error, folder)
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
    throw error
  }
}

async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: OWNER_ONLY })
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    if (!(await stat(path)).isDirectory()) throw notAFolder(path)
  }
}

function notAFolder(path: string): Error {
  return Object.assign(new Error(`${path} is not a folder`), { code: 'ENOTDIR' })
}
