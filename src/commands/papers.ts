import { Command } from 'commander'
import { UsageError } from '../base/errors.ts'
import type { PapersDocument } from '../outputs/papers.ts'
import { coverageOf, coverageSentence } from '../query/coverage-of.ts'
import { describeSelection } from '../query/describe-selection.ts'
import { hintsOf, hintText } from '../query/hints-of.ts'
import { type SelectedPaper, selectPapers } from '../query/select-papers.ts'
import { selectionText } from '../query/selection-text.ts'
import type { App, CommonFlags } from './command.ts'
import { configOf, todayOf, withWarehouse } from './app.ts'
import { fetchPapers, type PageFlags } from './fetch-papers.ts'
import { snakeCase } from './json.ts'
import { positiveInteger } from './positive-integer.ts'
import { SELECTION_HELP, selectionFrom } from './selection-from.ts'
import { textTable } from './terminal.ts'

/** The second form of the command, as its help tells it. */
const PAGES_HELP = `
With any of its options and no selection the command fetches instead, and prints no papers: the own pages of listed
papers, with their comments, upvoters, rank of the day, and the models, datasets and spaces that name them. --from and
--to are the first day of a paper on a list. A page is due 1, 7 and 30 days after it, and sooner when the paper won
half as many votes again, and ten at least; without --missing and --stale both kinds are fetched. "nightly" does the
same with the requests that it has left (paperPages).`

/** `paperboy papers` */
export function papersCommand(app: App): Command {
  return new Command('papers')
    .argument('[selection...]', 'what to show, such as week:2026-W23 org:nvidia has:code top:5')
    .option('--from <date>', "fetch papers' own pages: of papers first listed on this day or later")
    .option('--to <date>', '... on this day or before')
    .option('--missing', '... pages that were never read')
    .option('--stale', '... pages that were read, and whose turn has come again')
    .option('--max-requests <n>', '... stop after this many requests', positiveInteger)
    .option('--dry-run', '... only print which, why, and how long they take at the quota')
    .option('--queue', '... hand them out to workers in lots, and end')
    .option('--wait', '... with --queue: show how far all workers are, until all is done')
    .addHelpText(
      'after',
      `${SELECTION_HELP}\n${PAGES_HELP}\n\nExample:\n  $ npx paperboy papers last-week keyword:reasoning votes:10\n  $ npx paperboy papers trending top:10\n  $ npx paperboy papers --from 2026-05-01 --missing --dry-run`,
    )
    .action(async (words: string[], options: PageFlags, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags & PageFlags>()
      const [option] = Object.keys(options)
      if (option !== undefined) {
        if (words.length > 0)
          throw new UsageError(
            `"${words.join(' ')}" is a selection of papers to show, and --${kebab(option)} fetches papers' own pages: ` +
              `give one of the two, as in "npx paperboy papers ${words.join(' ')}" or "npx paperboy papers --${kebab(option)}"`,
          )
        await fetchPapers(app, flags)
        return
      }
      const selection = selectionFrom(words)
      const config = await configOf(flags)
      await withWarehouse(config, 'read', async (warehouse) => {
        const { period, papers } = await selectPapers(warehouse, selection, config.clock.now())
        const coverage = await coverageOf(warehouse, period, todayOf(config))
        const hints = papers.length > 0 ? [] : (await hintsOf(warehouse, selection)).map(hintText)
        const { out, width } = app.terminal
        if (flags.json) {
          const { open, gaps, isWhole } = coverage
          out(
            JSON.stringify({
              selection: selectionText(selection),
              description: describeSelection(selection),
              period: { kind: period.kind, key: period.key },
              coverage: { open, gaps, whole: isWhole },
              papers: papers.map((paper) => snakeCase(paper)),
              hints,
            } satisfies PapersDocument),
          )
          return
        }
        const sentence = `${describeSelection(selection)}${period.kind === 'all' || period.key === '' ? '' : ` (${period.key})`}`
        out(
          [
            sentence,
            papersTable(papers, width),
            ...hints,
            period.days === null ? '' : (coverageSentence(coverage) ?? ''),
          ]
            .filter((part) => part !== '')
            .join('\n\n'),
        )
      })
    })
}

/** An option as it is typed: `max-requests`. */
function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
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
