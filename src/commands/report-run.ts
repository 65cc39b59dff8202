import { plural } from '../model/plural.ts'
import type { RunResult } from '../../jobs/run/with-run.ts'
import { countedApart, passedOverText, rowsWritten } from '../../jobs/run/run-counts.ts'
import type { RunDocument } from '../outputs/runs.ts'
import type { App } from './command.ts'
import { snakeCase } from './json.ts'

/** Prints the result of a run, as a sentence or as JSON, and sets the exit code. */
export function reportRun(app: App, result: RunResult, json: boolean): void {
  const { runCounts } = result
  const exitCode = app.exitWith(result.exitCode)
  app.terminal.out(
    json
      ? JSON.stringify({
          run_id: result.runId,
          exit_code: exitCode,
          ...snakeCase({ ...runCounts, asBefore: snakeCase(runCounts.asBefore) }),
        } satisfies RunDocument)
      : summaryOf(result),
  )
}

function summaryOf(result: RunResult): string {
  const { runCounts } = result
  const before = Object.values(runCounts.asBefore).reduce((sum, each) => sum + each, 0)
  const parts = [
    `${countedApart(runCounts, 'loaded')} loaded` +
      (runCounts.loaded > 0 ? ` with ${plural(runCounts.entries, 'entry', 'entries')}` : ''),
    runCounts.empty > 0 && count(runCounts.empty, 'list', 'empty'),
    runCounts.redirected > 0 && count(runCounts.redirected, 'date', 'without a list of its own'),
    runCounts.quarantined > 0 && count(runCounts.quarantined, 'entry', 'in quarantine', 'entries'),
    runCounts.unreadable > 0 && count(runCounts.unreadable, 'page', 'changed beyond reading'),
    runCounts.changed > 0 && count(runCounts.changed, 'page', 'changed, read by its cards'),
    runCounts.drifted > 0 && count(runCounts.drifted, 'key', 'of the pages changed'),
    runCounts.onHold > 0 && count(runCounts.onHold, 'list', 'on hold'),
    runCounts.refused > 0 && count(runCounts.refused, 'answer', 'without a list'),
    runCounts.vanished > 0 && count(runCounts.vanished, 'paper', 'without a page'),
    before > 0 && `${before} of these as before`,
    runCounts.forgotten > 0 && count(runCounts.forgotten, 'response', 'skipped as forgotten'),
    passedOverText(runCounts) ?? false,
    runCounts.held > 0 && `${countedApart(runCounts, 'held')} held by another run`,
    runCounts.failed > 0 && `${countedApart(runCounts, 'failed')} failed`,
    ...mailCounts(runCounts),
    count(rowsWritten(runCounts), 'row', 'written'),
  ]
  const said = `Run ${result.runId}: ${parts.filter((part) => part !== false).join(', ')}.`
  return [said, ...hintsOf(result)].join('\n')
}

/** Collects hints on reasons and remedies, as far as they apply. */
function hintsOf({ runCounts, toldByStatus }: RunResult): string[] {
  const hints = [
    toldByStatus
      ? 'See "npx paperboy status" for the reasons.'
      : runCounts.firstFailure !== null && `The first failure: ${runCounts.firstFailure}.`,
    runCounts.quarantined > runCounts.asBefore.quarantined &&
      'See "npx paperboy quarantine" for the entries.',
    runCounts.drifted > 0 &&
      'See the keys that changed: npx paperboy sql "SELECT * FROM drift ORDER BY first_seen DESC".',
    runCounts.final > 0 &&
      `${count(runCounts.final, 'of the answers', 'is', 'of the answers')} final: running this again gives the same.`,
  ]
  return hints.filter((hint) => hint !== false)
}

/** Describes the results of mails, if there were any. */
export function mailCounts({ mails }: RunResult['runCounts']): string[] {
  const counts: readonly (readonly [number, string])[] = [
    [mails.sent, 'sent'],
    [mails.deferred, 'deferred by the server'],
    [mails.refused, 'refused'],
    [mails.unknown, 'that may or may not have been accepted'],
  ]
  return counts.filter(([n]) => n > 0).map(([n, what]) => count(n, 'mail', what))
}

function count(n: number, noun: string, what: string, plural = `${noun}s`): string {
  return `${n} ${n === 1 ? noun : plural} ${what}`
}
