import type { Command } from 'commander'
import type { ExitCode } from '../base/errors.ts'
import type { SettingName } from '../base/config.ts'
import type { Terminal } from './terminal.ts'

/** What the entry point passes to every command. */
export interface App {
  readonly terminal: Terminal
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal
  /** Sets the exit code, 0 when never called; returns the effective one: a signal's code takes precedence. */
  readonly exitWith: (code: ExitCode) => ExitCode
}

/** Flags that every command takes. */
export interface CommonFlags extends Partial<Record<SettingName, string>> {
  readonly json?: boolean
}

/** Tasks by which `--help` groups commands, in its order. */
export const COMMAND_GROUPS = ['Collect', 'Query', 'Share', 'Operate'] as const

/** A command before it is loaded. */
export interface CommandEntry {
  readonly name: string
  readonly group: (typeof COMMAND_GROUPS)[number]
  readonly about: string
  /** True when it inspects all other commands, which must then be loaded. */
  readonly needsAll?: true
  /** Loads the command with everything that it runs. */
  readonly load: () => Promise<(app: App) => Command>
}
