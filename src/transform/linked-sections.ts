import type { LinkedRepository } from '../model/records.ts'
import { LINKED_KEYS } from './read-linked.ts'

/** Heading of each kind's section, and the target of its cards. */
const SECTIONS = [
  {
    kind: 'model',
    title: 'Models citing this paper',
    total: 'numTotalModels',
    link: /^\/((?!(?:collections|datasets|docs|models|papers|spaces)\/)[\w.-]+\/[\w.-]+)$/,
  },
  {
    kind: 'dataset',
    title: 'Datasets citing this paper',
    total: 'numTotalDatasets',
    link: /^\/datasets\/([\w.-]+\/[\w.-]+)$/,
  },
  {
    kind: 'space',
    title: 'Spaces citing this paper',
    total: 'numTotalSpaces',
    link: /^\/spaces\/([\w.-]+\/[\w.-]+)$/,
  },
] as const satisfies readonly {
  kind: LinkedRepository['kind']
  title: string
  total: string
  link: RegExp
}[]

const OPENED_HEADING = /<h[23]\b[^>]*>(?:(?!<\/?h[1-6]\b)[\s\S])*$/
const NEXT_HEADING = /<h[23]\b|<\/section\b/g
const LINK = /\bhref=(["'])(?:https:\/\/huggingface\.co)?([^"'<>\s]+)\1/g

/** Maximum length of a heading, which starts with a drawing of some hundred characters. */
const LONGEST_HEADING = 4_000
const LONGEST_SECTION = 200_000
/** Maximum length of the number and its tags, up to the end of the heading. */
const LONGEST_COUNT = 500
/** Maximum number of occurrences to check: strangers may write the title, too, in a comment or as a collection's name. */
const MOST_PLACES = 20

/**
 * Reads the models, datasets and spaces that a paper's page shows. The page has them only as cards after the discussion,
 * under headings such as "Datasets citing this paper 5", a few of each; not in its JSON. Their likes and downloads
 * are rounded there, so they are not taken. Reads plain text, so that no page can make it slow.
 *
 * @returns lists and their totals in the API's form; a kind without a heading is absent, and so is
 *   a total that is abbreviated
 * @example linkedSections(html) // { linkedModels: [], linkedDatasets: [{ id: 'owner/name' }], numTotalDatasets: 5 }
 */
export function linkedSections(html: string): Record<string, number | { readonly id: string }[]> {
  return Object.fromEntries(
    SECTIONS.flatMap(({ kind, title, total, link }): [string, number | { readonly id: string }[]][] => {
      const section = sectionUnder(html, title)
      if (section === null) return []
      const names = [...section.matchAll(LINK)].flatMap(([, , path = '']) => link.exec(path)?.[1] ?? [])
      const count = totalIn(section)
      return [
        [LINKED_KEYS[kind][0], [...new Set(names)].map((id) => ({ id }))],
        ...(count === null ? [] : [[total, count] as [string, number]]),
      ]
    }),
  )
}

/** Reads the number after the words of a heading. */
function totalIn(section: string): number | null {
  const heading = section.slice(0, LONGEST_COUNT)
  const end = heading.search(/<\/h[23]\b/)
  const digits = /^[\d,]{1,11}$/.exec(
    heading
      .slice(0, Math.max(0, end))
      .replace(/<[^>]*>/g, '')
      .trim(),
  )?.[0]
  return digits === undefined ? null : Number(digits.replaceAll(',', ''))
}

/** Returns the part between a heading and the next one. The last such heading is the site's own. */
function sectionUnder(html: string, title: string): string | null {
  let at = html.lastIndexOf(title)
  for (let place = 0; at >= 0 && place < MOST_PLACES; place++) {
    if (OPENED_HEADING.test(html.slice(Math.max(0, at - LONGEST_HEADING), at))) {
      const start = at + title.length
      const rest = html.slice(start, start + LONGEST_SECTION)
      NEXT_HEADING.lastIndex = 0
      return rest.slice(0, NEXT_HEADING.exec(rest)?.index)
    }
    at = at === 0 ? -1 : html.lastIndexOf(title, at - 1)
  }
  return null
}
