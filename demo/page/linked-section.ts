import { linkedAfter, type LinkedFacts } from '../site/linked-repositories.ts'
import type { PaperFacts } from '../site/paper-facts.ts'
import type { JsonObject } from './account-json.ts'
import { escapeText } from './escape-html.ts'
import { shortCount } from './short-count.ts'

/** A paper's page shows at most so many of a kind, and a link to the others. */
export const SHOWN_LINKED = 4

/** What links to a paper, as its page shows it after the discussion; the page's JSON does not have it. */
export function linkedSections(paper: PaperFacts, ageMs: number): string {
  const { models, datasets, spaces } = linkedAfter(paper, ageMs)
  return [
    '<section class="pt-8 md:col-span-5">',
    section('h2', 'model', models, ''),
    section('h2', 'dataset', datasets, 'datasets/'),
    section('h3', 'space', spaces, 'spaces/'),
    '<h2 class="mb-4 mt-12">Collections including this paper <span class="ml-3">0</span></h2>',
    '<p>No Collection including this paper</p></section>',
  ].join('')

  function section(level: string, word: string, linked: readonly LinkedFacts[], folder: string): string {
    const title = `${word[0]?.toUpperCase() ?? ''}${word.slice(1)}s citing this paper`
    const cards = linked.slice(0, SHOWN_LINKED).map((each) => card(each, folder))
    const others =
      linked.length > SHOWN_LINKED
        ? `<a class="btn" href="/${word}s?other=arxiv:${paper.id}">Browse ${linked.length} ${word}s citing this paper</a>`
        : ''
    const content = linked.length === 0 ? `<p>Nothing links this paper.</p>` : `<div>${cards.join('')}</div>`
    return `<${level} class="mb-4 mt-12"><svg class="mr-1.5"></svg> ${title} <span class="ml-3">${linked.length}</span></${level}>${content}${others}`
  }
}

/** What links to a paper, as the API's answer has it. */
export function linkedJson(paper: PaperFacts, ageMs: number): JsonObject {
  const { models, datasets, spaces } = linkedAfter(paper, ageMs)
  const json = ({ name, likes, downloads }: LinkedFacts): JsonObject => ({
    id: name,
    likes,
    downloads,
    private: false,
  })
  return {
    linkedModels: models.map(json),
    linkedDatasets: datasets.map(json),
    linkedSpaces: spaces.map(json),
    numTotalModels: models.length,
    numTotalDatasets: datasets.length,
    numTotalSpaces: spaces.length,
  }
}

function card({ name, likes, downloads }: LinkedFacts, folder: string): string {
  const parts = [downloads, likes].flatMap((count) => (count === undefined ? [] : [shortCount(count)]))
  return `<article class="overview-card-wrapper"><a class="block p-2" href="/${folder}${escapeText(name)}"><header title="${escapeText(name)}"><h4>${escapeText(name)}</h4></header><div class="text-sm">${parts.join(' • ')}</div></a></article>`
}
