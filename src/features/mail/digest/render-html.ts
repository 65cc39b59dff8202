import { languageOf } from '../../../model/language.ts'
import type { DigestPaper, DigestSection } from './digest.ts'
import {
  byline,
  completenessText,
  headingOf,
  paperUrl,
  sectionHeading,
  standingText,
} from './digest-words.ts'
import { html } from 'hono/html'
import { type DigestLetter, reasonForMail } from './letter.ts'
import { mailWords } from './mail-words.ts'
import { look, mailPage, type Markup } from './mail-page.ts'
import { plainLine } from './plain-line.ts'

/** Renders the HTML part of a digest. */
export function renderHtml(letter: DigestLetter): string {
  const { digest, language, unsubscribeUrl } = letter
  const heading = headingOf(digest, language)
  return mailPage(
    heading,
    html`<h1 ${look('title')}>${heading}</h1>
      ${digest.sections.map((section) => sectionHtml(section, letter))}
      <p ${look('muted')}>${completenessText(digest.coverage, language)}</p>
      <div ${look('foot')}>
        ${reasonForMail(letter)}
        <a href="${unsubscribeUrl}" ${look('link')}>${mailWords(language).unsubscribe}</a>
      </div>`,
    language,
  )
}

function sectionHtml(section: DigestSection, { digest, site, language }: DigestLetter): Markup {
  const heading = sectionHeading(section, digest, language)
  return html`${heading === null ? '' : html`<h2 ${look('heading')}>${heading}</h2>`}
    <ol ${look('list')}>
      ${section.papers.map((paper) => paperHtml(paper, { site, language, standing: standingText(paper, section, language) }))}
    </ol> `
}

/** Titles and names may run from right to left: `bdi` isolates them. */
function paperHtml(
  paper: DigestPaper,
  {
    site,
    language,
    standing,
  }: { readonly site: string; readonly language: string; readonly standing: string },
): Markup {
  const by = byline(paper, language)
  // The site's text is English, whatever the mail's language is.
  const english = languageOf(language) === 'en' ? '' : html` lang="en"`
  return html`<li ${look('paper')}>
    <p ${look('paperTitle')}>
      <a href="${paperUrl(site, paper)}" ${look('link')}><bdi${english}>${plainLine(paper.title)}</bdi></a>
    </p>
    ${by === '' ? '' : html`<p ${look('muted')}><bdi>${by}</bdi></p>`}
    <p ${look('muted')}>${standing}</p>
    ${paper.summary === null ? '' : html`<p ${look('line')}><bdi${english}>${paper.summary}</bdi></p>`}
  </li> `
}
