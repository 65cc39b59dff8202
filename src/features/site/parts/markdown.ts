import MarkdownIt, { type RendererRule } from 'markdown-it'
import { raw } from 'hono/html'
import { LRUCache } from 'lru-cache'
import { safeLink } from './links.ts'
import type { Markup } from './page.ts'

/** All that is taken from a comment's Markdown. HTML in it is text. */
const RULES = [
  'autolink',
  'backticks',
  'blockquote',
  'code',
  'emphasis',
  'entity',
  'escape',
  'fence',
  'heading',
  'hr',
  'image',
  'lheading',
  'link',
  'linkify',
  'list',
  'newline',
  'reference',
  'strikethrough',
  'text_join',
] as const

const LINK = 'rel="noopener nofollow ugc external"'
/** Bytes of comments that are kept rendered. */
const MOST_KEPT = 4_000_000

const markdown = new MarkdownIt('zero', { html: false, linkify: true, breaks: true }).enable([...RULES])
markdown.linkify.set({ fuzzyEmail: false, fuzzyLink: false })
markdown.validateLink = (address) => safeLink(address) !== null
markdown.normalizeLink = (address) => safeLink(address) ?? ''
const escape = (text: string): string => markdown.utils.escapeHtml(text)

const openLink: RendererRule = (tokens, index) =>
  `<a href="${escape(String(tokens[index]?.attrGet('href') ?? ''))}" ${LINK}>`

/** A picture of someone else's would tell them who reads: it is a link. */
const showImage: RendererRule = (tokens, index) => {
  const image = tokens[index]
  const words = escape(image?.content.trim() || 'picture')
  const isInLink =
    tokens.slice(0, index).findLastIndex(({ type }) => type === 'link_open') >
    tokens.slice(0, index).findLastIndex(({ type }) => type === 'link_close')
  return isInLink ? words : `<a href="${escape(String(image?.attrGet('src') ?? ''))}" ${LINK}>${words}</a>`
}

Object.assign(markdown.renderer.rules, {
  link_open: openLink,
  image: showImage,
  // The headings of a page are its own.
  heading_open: () => '<p><strong>',
  heading_close: () => '</strong></p>\n',
})

const RENDERED = new LRUCache<string, string>({
  maxSize: MOST_KEPT,
  sizeCalculation: (markup, text) => markup.length + text.length + 1,
})

/** A comment's Markdown as markup: paragraphs, lists, quotes, code and links; no HTML of its own and no pictures. */
export function markdownText(text: string): Markup {
  const known = RENDERED.get(text)
  if (known !== undefined) return raw(known)
  const markup = markdown.render(text)
  RENDERED.set(text, markup)
  return raw(markup)
}
