import type { Command } from 'commander'
import type { ExitCode } from '../base/errors.ts'
import type { SettingName } from '../base/config.ts'
import type { Terminal } from './terminal.ts'

/** What the entry point hands to every command. */
export interface App {
  readonly terminal: Terminal
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal
  /** Sets what the process exits with, 0 when never called; gives what it is: a signal's code goes before. */
  readonly exitWith: (code: ExitCode) => ExitCode
}

/** Flags that every command takes. */
export interface CommonFlags extends Partial<Record<SettingName, string>> {
  readonly json?: boolean
}

/** The tasks by which `--help` groups commands, in its order. */
export const COMMAND_GROUPS = ['Collect', 'Query', 'Share', 'Operate'] as const

/** A command as the command line knows it before it is typed. */
export interface CommandEntry {
  readonly name: string
  readonly group: (typeof COMMAND_GROUPS)[number]
  readonly about: string
  /** Whether it looks at all other commands, which then have to be whole. */
  readonly needsAll?: true
  /** Loads the command with all that it runs. */
  readonly load: () => Promise<(app: App) => Command>
}
