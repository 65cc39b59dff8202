import { appearanceOf, endedNextDay } from './appearance-of.ts'
import type { Appearance, Catalog } from './catalog.ts'
import type { PaperFacts } from './paper-facts.ts'
import { matchesWords } from './matches-words.ts'

/** Papers whose stay is out of the ordinary. */
export interface Oddities {
  /** Ids of papers that leave their list at noon of the next day. */
  readonly leaving: readonly string[]
  /** Further days on which a paper stands. */
  readonly alsoOn: readonly { readonly id: string; readonly day: string }[]
}

/** A catalog of papers that are all known from the start. Throws a RangeError when there is no paper. */
export function catalogOfPapers(papers: readonly PaperFacts[], oddities: Oddities): Catalog {
  const byId = new Map(papers.map((paper) => [paper.id, paper]))
  const byDay = new Map<string, Appearance[]>()
  const list = (appearance: Appearance): void => {
    const stays = byDay.get(appearance.day) ?? []
    stays.push(appearance)
    byDay.set(appearance.day, stays)
  }
  for (const paper of papers) {
    const appearance = appearanceOf(paper)
    list(oddities.leaving.includes(paper.id) ? endedNextDay(appearance) : appearance)
  }
  for (const { id, day } of oddities.alsoOn) {
    const paper = byId.get(id)
    if (paper !== undefined) list(appearanceOf(paper, day))
  }
  const days = [...byDay.keys()].sort()
  const [from, to] = [days[0], days.at(-1)]
  if (from === undefined || to === undefined)
    throw new RangeError('catalogOfPapers: got no papers, expected one')
  const newestFirst = papers.toSorted((one, other) =>
    one.day > other.day ? -1 : Number(one.day < other.day),
  )
  return {
    span: { from, to },
    appearancesOn: (day) => byDay.get(day) ?? [],
    daysBetween: (first, last) => days.filter((day) => day >= first && day <= last),
    paper: (id) => byId.get(id),
    search: (words) => newestFirst.filter((paper) => matchesWords(paper, words)),
  }
}
