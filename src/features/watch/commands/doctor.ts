import { Command } from 'commander'
import { fromFeatures } from '../../../commands/from-features.ts'
import type { DoctorDocument } from '../documents.ts'
import type { App, CommonFlags } from '../../../commands/command.ts'
import { gatherInputs } from '../../../commands/app.ts'

/** `paperboy doctor` */
export function doctorCommand(app: App): Command {
  return new Command('doctor')
    .addHelpText(
      'after',
      '\nWrites nothing, sends no mail, and asks the site only for its robots.txt.' +
        '\nExit code 0 when nothing fails, 78 when something must be corrected, otherwise 69.' +
        '\n\nExample:\n  $ npx paperboy doctor\n  $ npx paperboy doctor --json',
    )
    .action(async (_options, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags>()
      const { loadUsableConfig } = await import('../../../base/config.ts')
      const { diagnose } = await import('../doctor/doctor.ts')
      const { config, problems } = await loadUsableConfig(await gatherInputs(flags))
      const { findings, exitCode } = await diagnose({
        config,
        problems,
        signal: app.signal,
        checks: await fromFeatures((feature) => feature.checks?.()),
      })
      if (flags.json) {
        const checks = findings.map(({ check, state, found, next }) => ({ check, state, found, next }))
        app.terminal.out(
          JSON.stringify({ ok: exitCode === 0, exit_code: exitCode, checks } satisfies DoctorDocument),
        )
      } else {
        const width = Math.max(...findings.map(({ check }) => check.length))
        for (const { check, state, found, next } of findings) {
          app.terminal.out(`${state.padEnd(7)}  ${check.padEnd(width)}  ${found}`)
          if (next !== null) app.terminal.out(`${' '.repeat(7 + 2 + width)}  next: ${next}`)
        }
      }
      app.exitWith(exitCode)
    })
}
