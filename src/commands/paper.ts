import { plural } from '../model/plural.ts'
import { Command } from 'commander'
import { UsageError } from '../base/errors.ts'
import { paperReference } from '../model/paper-reference.ts'
import type { PaperDocument } from '../outputs/papers.ts'
import { type KnownPaper, type PaperCounts, readPaper } from '../query/read-paper.ts'
import { readAppConfig, withWarehouse } from './app.ts'
import type { App, CommonFlags } from './command.ts'
import { minute } from './status-text.ts'
import { textTable } from './terminal.ts'

/** `paperboy paper` */
export function paperCommand(app: App): Command {
  return new Command('paper')
    .argument('<id>', 'arXiv id such as 2509.24002, or a link to the paper on arXiv or on the site')
    .addHelpText(
      'after',
      '\nExample:\n  $ npx paperboy paper 2509.24002\n  $ npx paperboy paper https://arxiv.org/abs/2509.24002v2',
    )
    .action(async (typed: string, _options, command: Command) => {
      const flags = command.optsWithGlobals<CommonFlags>()
      const config = await readAppConfig(flags)
      const id = paperReference(typed) ?? typed
      const paper = await withWarehouse(config, 'read', async (warehouse) => readPaper(warehouse, id))
      if (paper === null)
        throw new UsageError(
          `paper ${id} is not in the warehouse: to fetch its page type npx paperboy fetch paper:${id}, to search for others npx paperboy papers WORDS`,
        )
      const links = linksOf(paper, config.site)
      const { out, width } = app.terminal
      out(
        flags.json === true
          ? JSON.stringify({ ...paper, links } satisfies PaperDocument)
          : paperText(paper, links, width),
      )
    })
}

/** Links of a paper, by kind. */
function linksOf(paper: KnownPaper, site: string): Readonly<Record<string, string>> {
  const { paper_id: id, repository, project_page: project } = paper
  const isOfArxiv = paperReference(id) === id
  return {
    site: `${site}/papers/${encodeURIComponent(id)}`,
    ...(isOfArxiv && { arxiv: `https://arxiv.org/abs/${id}`, pdf: `https://arxiv.org/pdf/${id}` }),
    ...(repository !== null && { code: repository }),
    ...(project !== null && { project }),
  }
}

function paperText(paper: KnownPaper, links: Readonly<Record<string, string>>, width: number): string {
  const { organization, organization_name: name, upvotes, comments, stars } = paper
  const counts = [
    upvotes !== null && plural(upvotes, 'vote'),
    comments !== null && plural(comments, 'comment'),
    stars !== null && plural(stars, 'star'),
  ].filter((part) => part !== false)
  const facts = [
    paper.title,
    [paper.paper_id, paper.published_at === null ? '' : `published ${paper.published_at.slice(0, 10)}`]
      .filter((part) => part !== '')
      .join(', '),
    paper.authors === null ? '' : paper.authors.join(', '),
    organization === null ? '' : `By ${name ?? organization} (${organization})`,
    paper.keywords === null || paper.keywords.length === 0 ? '' : `Keywords: ${paper.keywords.join(', ')}`,
    counts.join(', '),
    curveText(paper.snapshots),
  ]
  const sections = [
    facts.filter((line) => line !== '').join('\n'),
    paper.ai_summary ?? paper.abstract ?? '',
    paper.lists.length === 0 ? 'It is on no list that was read.' : listsTable(paper, width),
    versionsText(paper),
    Object.entries(links)
      .map(([kind, link]) => `${kind.padEnd(8)}${link}`)
      .join('\n'),
  ]
  return sections.filter((section) => section !== '').join('\n\n')
}

function listsTable({ lists }: KnownPaper, width: number): string {
  return textTable(
    ['day', 'rank', 'votes', 'first seen (UTC)', 'left the list'],
    lists.map(({ day, rank, upvotes, first_seen: first, gone_at: gone }) => [
      day,
      String(rank ?? ''),
      String(upvotes ?? ''),
      minute(first),
      minute(gone),
    ]),
    width,
  ).trimEnd()
}

const BARS = '▁▂▃▄▅▆▇█'
const MOST_BARS = 40

/** Draws votes over time as a line of bars, with the first and the last count; empty where they never changed. */
function curveText(snapshots: readonly PaperCounts[]): string {
  const known = snapshots.flatMap(({ observed_at: at, upvotes }) =>
    upvotes === null ? [] : [{ at, upvotes }],
  )
  const [first, last] = [known[0], known.at(-1)]
  if (first === undefined || last === undefined || known.length < 2) return ''
  const count = Math.min(known.length, MOST_BARS)
  const shown = Array.from({ length: count }, (_, place) => {
    const at = Math.round((place * (known.length - 1)) / (count - 1))
    return known[at]?.upvotes ?? 0
  })
  const [low, high] = [Math.min(...shown), Math.max(...shown)]
  const bars = shown.map(
    (votes) => BARS[Math.round(((votes - low) / Math.max(1, high - low)) * (BARS.length - 1))],
  )
  return `${bars.join('')}  ${first.upvotes} votes at ${minute(first.at)}, ${last.upvotes} at ${minute(last.at)} (UTC)`
}

/** Describes earlier titles and abstracts. */
function versionsText({ versions }: KnownPaper): string {
  const told = versions.filter(({ field_set: part }) => part === 'title' || part === 'abstract')
  if (told.length === 0) return ''
  return [
    'Versions:',
    ...told.map(({ field_set: part, fields, first_seen: first }) => {
      const value = fields[part]
      return `  ${part} since ${minute(first)}: ${typeof value === 'string' ? value : 'none'}`
    }),
  ].join('\n')
}
