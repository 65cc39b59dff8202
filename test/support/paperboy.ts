import { execFile } from 'node:child_process'
import { join } from 'node:path'
import type { Command } from 'commander'
import { vi } from 'vitest'
import type { App } from '../../src/commands/command.ts'
import { errorDocument, errorLine, reportError } from '../../src/commands/error-report.ts'
import { asksForJson, createProgram } from '../../src/commands/program.ts'
import { refuseRenamed } from '../../src/commands/renamed.ts'
import { knownSettings } from '../../src/commands/app.ts'

const SETTINGS = await knownSettings()

const CLI = join(import.meta.dirname, '../../bin/paperboy.js')
/** No site; and nights that read the lists only, unless a test says otherwise. */
const AROUND = { PAPERBOY_PICTURES: '0', PAPERBOY_SITE: 'http://127.0.0.1:1', PAPERBOY_PAPER_PAGES: '0' }

/** How a command line ended. */
export interface Typed {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Types a command in a folder, with nothing but these variables around it, as a process of its own. */
export async function typed(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Typed> {
  const around = { PATH: process.env['PATH'] ?? '', ...AROUND, ...env }
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], { env: around, cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr })
    })
  })
}

/**
 * As `typed`, but inside this process, which saves the start of one: all of the command line but the entry point.
 * Log lines are left out; they go to the file descriptor.
 *
 * @param options with `stopsAtOutput` the signal comes once the command has printed something: for one that serves
 */
export async function typedHere(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  { stopsAtOutput = false }: { readonly stopsAtOutput?: boolean } = {},
): Promise<Typed> {
  const stop = new AbortController()
  const before = process.cwd()
  let stdout = ''
  let stderr = ''
  let code = 0
  const app: App = {
    terminal: {
      out: (text) => {
        stdout += `${text}\n`
        if (stopsAtOutput) stop.abort()
      },
      write: async (text) => {
        stdout += text
      },
      width: 120,
    },
    signal: stop.signal,
    exitWith: (given) => (code = given),
  }
  const program = await createProgram(app, args)
  for (const each of commandsOf(program)) each.configureOutput({ writeErr: (text) => (stderr += text) })
  const around: Readonly<Record<string, string>> = { ...AROUND, PAPERBOY_LOG: 'silent', ...env }
  // An empty variable counts as none.
  for (const setting of Object.values(SETTINGS)) vi.stubEnv(setting.env, around[setting.env] ?? '')
  const said = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += String(text)
    return true
  })
  process.chdir(folder)
  try {
    refuseRenamed(args)
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    const told = reportError(error)
    code = told.exitCode
    const isJson = asksForJson(args)
    stderr += isJson ? errorLine(told, Temporal.Now.instant()) : told.text
    if (isJson) stdout += errorDocument(told)
  } finally {
    process.chdir(before)
    said.mockRestore()
    vi.unstubAllEnvs()
  }
  return { code, stdout, stderr }
}

/** A command and all below it. */
export function commandsOf(command: Command): Command[] {
  return [command, ...command.commands.flatMap(commandsOf)]
}
