import { Command } from 'commander'
import { UsageError } from '../base/errors.ts'
import type { PapersDocument } from '../outputs/papers.ts'
import { readPeriodCoverage, coverageSentence } from '../query/read-period-coverage.ts'
import { describeSelection } from '../query/describe-selection.ts'
import { findHints, hintText } from '../query/find-hints.ts'
import { type ListPage, listPage } from '../query/list-page.ts'
import type { SelectedPaper } from '../query/select-papers.ts'
import { MOST_PAPERS } from '../query/selection.ts'
import { selectionText } from '../query/selection-text.ts'
import type { App, CommonFlags } from './command.ts'
import { readAppConfig, todayOf, withWarehouse } from './app.ts'
import { snakeCase } from './json.ts'
import { positiveInteger } from './positive-integer.ts'
import { SELECTION_HELP, selectionFrom } from './selection-from.ts'
import { textTable } from './terminal.ts'

/** Flags for one page of a selection. */
interface ListFlags {
  readonly limit?: number
  readonly after?: string
}

/** `paperboy papers` */
export function papersCommand(app: App): Command {
  return new Command('papers')
    .argument('[selection...]', 'papers to show, such as week:2026-W23 org:nvidia has:code top:5')
    .option(
      '--limit <n>',
      `papers per page, at most ${MOST_PAPERS}; default: the selection's top:, or 20`,
      positiveInteger,
    )
    .option('--after <cursor>', 'show the papers after this cursor')
    .addHelpText(
      'after',
      `${SELECTION_HELP}\n\nExample:\n  $ npx paperboy papers last-week keyword:reasoning votes:10\n  $ npx paperboy papers month:2026-05 --limit 100\n  $ npx paperboy papers trending top:10\n  $ npx paperboy papers from:2026-05-01 to:2026-05-31 order:votes`,
    )
    .action(async (words: string[], { limit, after }: ListFlags, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags>()
      const selection = selectionFrom(words)
      if (limit !== undefined && limit > MOST_PAPERS)
        throw new UsageError(`--limit ${limit}: expected at most ${MOST_PAPERS}; --after shows the next page`)
      const config = await readAppConfig(flags)
      await withWarehouse(config, 'read', async (warehouse) => {
        const most = limit ?? selection.top
        const list = await listPage(warehouse, selection, config.clock.now(), most, { after })
        if ('problem' in list) throw new UsageError(`--${list.problem}; omit it to start over`)
        const { period, papers, total, next } = list
        const coverage = await readPeriodCoverage(warehouse, period, todayOf(config))
        const hints = total > 0 ? [] : (await findHints(warehouse, selection)).map(hintText)
        const { out, width } = app.terminal
        if (flags.json) {
          const { open, gaps, isWhole } = coverage
          out(
            JSON.stringify({
              selection: selectionText(selection),
              description: describeSelection(selection, true),
              period: { kind: period.kind, key: period.key },
              trust: { is_whole: isWhole, open, gaps },
              total,
              next_cursor: next,
              papers: papers.map((paper) => snakeCase(paper)),
              hints,
            } satisfies PapersDocument),
          )
          return
        }
        const sentence = `${describeSelection(selection, true)}${period.kind === 'all' || period.key === '' ? '' : ` (${period.key})`}`
        out(
          [
            sentence,
            papersTable(papers, width),
            partText(list),
            ...hints,
            period.days === null ? '' : (coverageSentence(coverage) ?? ''),
          ]
            .filter((part) => part !== '')
            .join('\n\n'),
        )
      })
    })
}

/** Describes the shown part of the selection, and the command for the rest. */
function partText({ total, start, count, next }: ListPage): string {
  if (total === 0) return ''
  if (count === 0) return `None of ${total} is left.`
  const part = count === total ? `All ${total}.` : `${start + 1} to ${start + count} of ${total}`
  return next === null ? part : `${part}; for more: --limit N, or --after ${next}`
}

function papersTable(papers: readonly SelectedPaper[], width: number): string {
  if (papers.length === 0) return 'No papers.'
  const isByMomentum = papers.some(({ momentum }) => momentum !== null)
  return textTable(
    ['', 'votes', ...(isByMomentum ? ['momentum', 'won'] : []), 'paper', 'title', 'organization', 'day'],
    papers.map(({ place, upvotes, momentum, gained, paperId, title, organization, day }) => [
      String(place),
      String(upvotes ?? ''),
      ...(isByMomentum ? [momentum?.toFixed(2) ?? '', String(gained ?? '')] : []),
      paperId,
      title,
      organization ?? '',
      day ?? '',
    ]),
    width,
  )
}
