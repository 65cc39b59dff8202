import { execFile } from 'node:child_process'
import { join } from 'node:path'

const CLI = join(import.meta.dirname, '../../src/cli.ts')

/** How a process of the command line ended. */
export interface Typed {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Types a command in a folder, with nothing but these variables around it. */
export async function typed(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Typed> {
  const around = { PATH: process.env['PATH'] ?? '', PAPERBOY_SITE: 'http://127.0.0.1:1', ...env }
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], { env: around, cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr })
    })
  })
}
