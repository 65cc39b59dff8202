import { Command } from 'commander'
import { coverageOf, coverageSentence } from '../publish/selection/coverage-of.ts'
import { describeSelection } from '../publish/selection/describe-selection.ts'
import { type SelectedPaper, selectPapers } from '../publish/selection/select-papers.ts'
import { selectionText } from '../publish/selection/selection-text.ts'
import { type App, type CommonFlags, configOf, todayOf, withWarehouse } from './app.ts'
import { snakeCase } from './json.ts'
import { SELECTION_HELP, selectionFrom } from './selection-from.ts'
import { textTable } from './terminal.ts'

/** `paperboy papers` */
export function papersCommand(app: App): Command {
  return new Command('papers')
    .argument('[selection...]', 'what to show, such as week:2026-W23 org:nvidia has:code top:5')
    .addHelpText(
      'after',
      `${SELECTION_HELP}\n\nExample:\n  $ npx paperboy papers last-week keyword:reasoning votes:10\n  $ npx paperboy papers trending top:10`,
    )
    .action(async (words: string[], _options, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags>()
      const selection = selectionFrom(words)
      const config = await configOf(flags)
      await withWarehouse(config, 'read', async (warehouse) => {
        const { period, papers } = await selectPapers(warehouse, selection, config.clock.now())
        const coverage = await coverageOf(warehouse, period, todayOf(config))
        const { out, width } = app.terminal
        if (flags.json) {
          const { open, gaps, isWhole } = coverage
          out(
            JSON.stringify({
              selection: selectionText(selection),
              description: describeSelection(selection),
              period: { kind: period.kind, key: period.key },
              coverage: { open, gaps, whole: isWhole },
              papers: papers.map((paper) => snakeCase({ ...paper })),
            }),
          )
          return
        }
        const sentence = `${describeSelection(selection)}${period.kind === 'all' || period.key === '' ? '' : ` (${period.key})`}`
        out(
          [
            sentence,
            papersTable(papers, width),
            period.days === null ? '' : (coverageSentence(coverage) ?? ''),
          ]
            .filter((part) => part !== '')
            .join('\n\n'),
        )
      })
    })
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
