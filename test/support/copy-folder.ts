import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Copies a folder to a path where nothing is yet, with owners and modes: Postgres looks at both. */
export async function copyFolder(from: string, to: string): Promise<void> {
  await run('cp', ['-Rp', from, to])
}
