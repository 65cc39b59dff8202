import { Hono } from 'hono'
import { sql } from '../../base/sql.ts'
import { describePapers } from '../../query/select-papers.ts'
import { cacheControl } from './cache-control.ts'
import { bibtexOf, risOf } from './parts/citation.ts'
import type { SiteContext } from './site-context.ts'

const FORMATS = {
  bib: { type: 'application/x-bibtex; charset=utf-8', write: bibtexOf },
  ris: { type: 'application/x-research-info-systems; charset=utf-8', write: risOf },
} as const

/** Citations as files: `/paper/2605.00001.bib` and `.ris`. */
export function citationRoutes({ executor, source }: Pick<SiteContext, 'executor' | 'source'>): Hono {
  const routes = new Hono()
  routes.get('/paper/:file{.+\\.(?:bib|ris)}', async (c) => {
    const file = c.req.param('file')
    const [paperId, format] = [file.slice(0, -4), file.endsWith('.bib') ? FORMATS.bib : FORMATS.ris]
    if (paperId.includes('\0') || !paperId.isWellFormed()) return c.notFound()
    const [paper] = await describePapers(
      executor,
      sql`
        select 1 as place, ${paperId}::text as paper_id, null::date as day, null::int as rank,
          null::double precision as momentum, null::int as gained`,
    )
    if (paper === undefined) return c.notFound()
    return c.body(format.write(paper, source), 200, {
      'Content-Type': format.type,
      'Content-Disposition': `attachment; filename="${paperId.replaceAll(/[^\w.-]/g, '-')}.${file.slice(-3)}"`,
      'Cache-Control': cacheControl(false),
    })
  })
  return routes
}
