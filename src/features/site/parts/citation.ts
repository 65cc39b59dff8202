import type { SelectedPaper } from '../../../query/select-papers.ts'
import { arxivAddress } from './links.ts'

/** A paper as it is cited. */
export type Cited = Pick<SelectedPaper, 'paperId' | 'title' | 'authors' | 'publishedAt'>

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const
/** Words that a key does not begin with. */
const SMALL = new Set([
  'a',
  'an',
  'the',
  'on',
  'of',
  'in',
  'for',
  'to',
  'is',
  'are',
  'do',
  'does',
  'can',
  'how',
  'what',
  'why',
])

/**
 * A BibTeX entry in UTF-8, as arXiv writes its own: https://info.arxiv.org/help/hypertex/bibstyles/index.html.
 *
 * @param source base address of the Daily Papers' site, for a paper that is none of arXiv's
 */
export function bibtexOf(paper: Cited, source: string): string {
  const { title, authors, publishedAt, paperId } = paper
  const isArxiv = arxivAddress(paperId) !== null
  const fields: (readonly [string, string])[] = [
    ['title', `{${texText(title)}}`],
    ...(authors === null || authors.length === 0
      ? []
      : [['author', authors.map((name) => texName(name)).join(' and ')] as const]),
    ...(publishedAt === null
      ? []
      : [
          ['year', publishedAt.slice(0, 4)] as const,
          ['month', MONTHS[Number(publishedAt.slice(5, 7)) - 1] ?? ''] as const,
        ]),
    ...(isArxiv ? [['eprint', paperId] as const, ['archivePrefix', 'arXiv'] as const] : []),
    ['url', addressOf(paper, source)],
  ]
  const lines = fields.map(([name, value]) =>
    name === 'month' ? `  month = ${value}` : `  ${name} = {${value}}`,
  )
  return `@misc{${keyOf(paper)},\n${lines.join(',\n')}\n}\n`
}

/** The same as RIS, which reference managers read: https://en.wikipedia.org/wiki/RIS_(file_format). */
export function risOf(paper: Cited, source: string): string {
  const { title, authors, publishedAt, paperId } = paper
  const day = publishedAt?.slice(0, 10).replaceAll('-', '/')
  const lines = [
    ['TY', 'UNPB'],
    ['ID', paperId],
    ['TI', oneLine(title)],
    ...(authors ?? []).map((name) => ['AU', risName(name)]),
    ...(day === undefined
      ? []
      : [
          ['PY', day.slice(0, 4)],
          ['DA', `${day}/`],
        ]),
    ['UR', addressOf(paper, source)],
    ...(arxivAddress(paperId) === null ? [] : [['AN', `arXiv:${paperId}`]]),
    ['ER', ''],
  ]
  return lines.map(([tag, value]) => `${tag}  - ${value}\r\n`).join('')
}

function addressOf({ paperId }: Cited, source: string): string {
  return arxivAddress(paperId) ?? `${source}/papers/${encodeURIComponent(paperId)}`
}

/** `doe2026retrieval` */
function keyOf({ title, authors, publishedAt, paperId }: Cited): string {
  const letters = (text: string) =>
    text
      .normalize('NFKD')
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, '')
  const family = letters(authors?.[0]?.trim().split(/\s+/).at(-1) ?? '')
  const word = title
    .split(/[\s:/–—-]+/)
    .map((each) => letters(each))
    .find((each) => each.length > 2 && !SMALL.has(each))
  const key = `${family}${publishedAt?.slice(0, 4) ?? ''}${word ?? ''}`
  return /^[a-z]/.test(key) ? key : `paper${letters(paperId)}`
}

/** Text that BibTeX takes: formulas stay, what TeX would take for its own outside of them is escaped. */
function texText(text: string): string {
  const line = oneLine(text).replace(/\\+$/, '')
  const even = isBalanced(line) ? line : line.replaceAll(/[{}]/g, '')
  return even
    .split(/(\$[^$]+\$)/)
    .map((part, place) => (place % 2 === 1 ? part : part.replaceAll(/(?<!\\)[&%#_$]/g, String.raw`\$&`)))
    .join('')
}

/** A name that holds a comma or the word "and" would be taken for two. */
function texName(name: string): string {
  const text = texText(name)
  return /,|\band\b/.test(text) ? `{${text}}` : text
}

/** `Doe, Jane`: the last word is taken for the family's name, as BibTeX does. */
function risName(name: string): string {
  const words = oneLine(name).split(' ')
  const family = words.pop() ?? ''
  return words.length === 0 || name.includes(',') ? oneLine(name) : `${family}, ${words.join(' ')}`
}

function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim()
}

function isBalanced(text: string): boolean {
  let depth = 0
  // BibTeX counts those behind a backslash too.
  for (const letter of text) {
    if (letter === '{') depth++
    if (letter === '}' && --depth < 0) return false
  }
  return depth === 0
}
