import type { RunResult } from '../../jobs/run/with-run.ts'
import { countedApart, passedOverText, rowsWritten } from '../../jobs/run/tally.ts'
import type { RunDocument } from '../outputs/runs.ts'
import type { App } from './command.ts'
import { snakeCase } from './json.ts'

/** Prints how a run went, as a sentence or as JSON, and sets the exit code. */
export function reportRun(app: App, result: RunResult, json: boolean): void {
  const { tally } = result
  const exitCode = app.exitWith(result.exitCode)
  app.terminal.out(
    json
      ? JSON.stringify({
          run_id: result.runId,
          exit_code: exitCode,
          ...snakeCase({ ...tally, asBefore: snakeCase(tally.asBefore) }),
        } satisfies RunDocument)
      : summaryOf(result),
  )
}

function summaryOf(result: RunResult): string {
  const { tally } = result
  const before = Object.values(tally.asBefore).reduce((sum, each) => sum + each, 0)
  const parts = [
    `${countedApart(tally, 'loaded')} loaded` +
      (tally.loaded > 0 ? ` with ${tally.entries} ${tally.entries === 1 ? 'entry' : 'entries'}` : ''),
    tally.empty > 0 && count(tally.empty, 'list', 'empty'),
    tally.redirected > 0 && count(tally.redirected, 'date', 'without a list of its own'),
    tally.quarantined > 0 && count(tally.quarantined, 'entry', 'in quarantine', 'entries'),
    tally.unreadable > 0 && count(tally.unreadable, 'page', 'changed beyond reading'),
    tally.changed > 0 && count(tally.changed, 'page', 'changed, read by its cards'),
    tally.drifted > 0 && count(tally.drifted, 'key', 'of the pages changed'),
    tally.heldBack > 0 && count(tally.heldBack, 'list', 'held back'),
    tally.refused > 0 && count(tally.refused, 'answer', 'without a list'),
    tally.vanished > 0 && count(tally.vanished, 'paper', 'without a page'),
    before > 0 && `${before} of these as before`,
    tally.forgotten > 0 && count(tally.forgotten, 'response', 'passed over as forgotten'),
    passedOverText(tally) ?? false,
    tally.held > 0 && `${countedApart(tally, 'held')} held by another run`,
    tally.failed > 0 && `${countedApart(tally, 'failed')} failed`,
    ...mailCounts(tally),
    count(rowsWritten(tally), 'row', 'written'),
  ]
  const said = `Run ${result.runId}: ${parts.filter((part) => part !== false).join(', ')}.`
  return [said, ...hintsOf(result)].join('\n')
}

/** Where the reasons are, and what helps; each only where that is so. */
function hintsOf({ tally, toldByStatus }: RunResult): string[] {
  const hints = [
    toldByStatus
      ? 'See "npx paperboy status" for the reasons.'
      : tally.firstFailure !== null && `The first failure: ${tally.firstFailure}.`,
    tally.quarantined > tally.asBefore.quarantined && 'See "npx paperboy quarantine" for the entries.',
    tally.drifted > 0 &&
      'See the keys that changed: npx paperboy sql "SELECT * FROM drift ORDER BY first_seen DESC".',
    tally.final > 0 &&
      `${count(tally.final, 'of the answers', 'is', 'of the answers')} final: to run this again brings the same.`,
  ]
  return hints.filter((hint) => hint !== false)
}

/** What came of mails, as far as there were any. */
export function mailCounts({ mails }: RunResult['tally']): string[] {
  const counts: readonly (readonly [number, string])[] = [
    [mails.sent, 'sent'],
    [mails.deferred, 'put off by the server'],
    [mails.refused, 'refused'],
    [mails.unknown, 'of which nobody knows whether it was taken'],
  ]
  return counts.filter(([n]) => n > 0).map(([n, what]) => count(n, 'mail', what))
}

function count(n: number, noun: string, what: string, plural = `${noun}s`): string {
  return `${n} ${n === 1 ? noun : plural} ${what}`
}
