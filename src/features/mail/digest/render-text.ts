import type { DigestPaper } from './digest.ts'
import {
  byline,
  completenessText,
  headingOf,
  paperUrl,
  sectionHeading,
  standingText,
} from './digest-words.ts'
import { type DigestLetter, reasonForMail } from './letter.ts'
import { mailWords } from './mail-words.ts'
import { plainLine } from './plain-line.ts'

const WIDTH = 72
const INDENT = '   '

/** Renders the text part of a digest. */
export function renderText(letter: DigestLetter): string {
  const { digest, site, language, unsubscribeUrl } = letter
  const words = mailWords(language)
  const sections = digest.sections.map((section) => {
    const heading = sectionHeading(section, digest, language)
    const papers = section.papers.map((paper, index) =>
      paperText(paper, index + 1, { site, language, standing: standingText(paper, section, language) }),
    )
    return [...(heading === null ? [] : [underlined(heading, '-')]), ...papers].join('\n\n')
  })
  return `${[
    underlined(headingOf(digest, language), '='),
    ...sections,
    wrapped(completenessText(digest.coverage, language), ''),
    `-- \n${wrapped(reasonForMail(letter), '')}\n${words.unsubscribe}${words.colon}${unsubscribeUrl}`,
  ].join('\n\n')}\n`
}

function paperText(
  paper: DigestPaper,
  place: number,
  {
    site,
    language,
    standing,
  }: { readonly site: string; readonly language: string; readonly standing: string },
): string {
  const by = byline(paper, language)
  return [
    wrapped(`${place}. ${plainLine(paper.title)}`, INDENT),
    ...(by === '' ? [] : [INDENT + wrapped(by, INDENT)]),
    `${INDENT}${standing}`,
    `${INDENT}${paperUrl(site, paper)}`,
    ...(paper.summary === null ? [] : [INDENT + wrapped(paper.summary, INDENT)]),
  ].join('\n')
}

function underlined(line: string, rule: string): string {
  return `${line}\n${rule.repeat(Math.min(line.length, WIDTH))}`
}

/** Wraps text to a width; lines after the first are indented. A longer word gets its own line. */
function wrapped(text: string, indent: string): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length + indent.length > WIDTH) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].join(`\n${indent}`)
}
