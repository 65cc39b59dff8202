import { gather } from './gather.ts'
import { type NameAsked, type NameFacts, nameFacts } from './pages/name-facts.ts'
import { type PaperFacts, paperFacts } from './pages/paper-facts.ts'
import type { SiteContext } from './site-context.ts'

/** What the pages that there are many of are made from. */
export interface PageReaders {
  /** Null for a paper that is not known. */
  readonly paper: (paperId: string) => Promise<PaperFacts | null>
  /** Null for a name of which no paper is known. */
  readonly name: (name: NameAsked) => Promise<NameFacts | null>
}

/** Reads for each page by itself where someone waits for it, for many at once where all pages are made. */
export function pageReaders({ executor, now, isStatic }: SiteContext): PageReaders {
  const papers = async (ids: readonly string[]) => paperFacts(executor, ids, now())
  const names = async (some: readonly NameAsked[]) => nameFacts(executor, some)
  return isStatic
    ? { paper: gather(papers), name: gather(names) }
    : {
        paper: async (id) => (await papers([id]))[0] ?? null,
        name: async (name) => (await names([name]))[0] ?? null,
      }
}
