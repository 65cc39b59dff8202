import { AsyncLocalStorage } from 'node:async_hooks'
import { stringify } from 'csv-stringify/sync'
import type { MiddlewareHandler } from 'hono'
import { problem } from '../api/problem.ts'

/** A chart of a page, to be taken away. */
export interface ChartFile {
  readonly name: string
  /** As it stands in the page. */
  readonly svg: string
  /** Its values, the names of the columns first. */
  readonly rows: readonly (readonly string[])[]
}

interface PageCharts {
  /** Path and query of the page. */
  readonly page: URL
  readonly files: ChartFile[]
}

/** The charts of the page that is being made. */
const CHARTS = new AsyncLocalStorage<PageCharts>()

/**
 * Answers `?chart=votes.svg` and `?chart=votes.csv` on any page with that chart of it alone. The page is made for it, as
 * it is when it is looked at: what can be seen can be taken away, and no chart has a route of its own.
 */
export function chartFiles(): MiddlewareHandler {
  return async (c, next) => {
    // The path of the route: a site below a path of its host adds that to all links of a page.
    const page = new URL(c.req.path, c.req.url)
    page.search = new URL(c.req.url).search
    const asked = page.searchParams.get('chart')
    page.searchParams.delete('chart')
    const charts: PageCharts = { page, files: [] }
    await CHARTS.run(charts, next)
    if (asked === null || asked === '' || c.res.status !== 200) return
    const [, name, ending] = /^(.+)\.(svg|csv)$/.exec(asked) ?? []
    const file = charts.files.find((each) => each.name === name)
    const cacheControl = c.res.headers.get('Cache-Control') ?? 'no-store'
    c.res = undefined
    if (file === undefined) {
      c.res = problem(c, 404, `chart=${asked}: this page has no such chart`)
      return
    }
    const fileName = `${page.pathname.split('/').at(-1) ?? ''}-${file.name}`.replaceAll(/[^\w.-]+/g, '-')
    c.res = new Response(ending === 'svg' ? wholeSvg(file.svg) : csvOf(file.rows), {
      headers: {
        'Content-Type': ending === 'svg' ? 'image/svg+xml' : 'text/csv; charset=utf-8',
        // Opened here it would stand under the policy of pages, without its colours.
        'Content-Disposition': `attachment; filename="${fileName.replace(/^-/, '')}.${ending}"`,
        'Cache-Control': cacheControl,
      },
    })
  }
}

/**
 * Keeps a chart of the page that is being made, to be taken away.
 *
 * @returns the addresses of its files; null where no server could answer them
 */
export function keepChart(file: ChartFile): { readonly svg: string; readonly csv: string } | null {
  const charts = CHARTS.getStore()
  if (charts === undefined) return null
  charts.files.push(file)
  const address = (ending: string) => {
    const url = new URL(charts.page)
    url.searchParams.set('chart', `${file.name}.${ending}`)
    return `${url.pathname}${url.search}`
  }
  return { svg: address('svg'), csv: address('csv') }
}

/** As the style sheet has it in the light. */
const STYLE = `text{fill:#1c1b19}.grid{stroke:#d9d5ca}.curve{stroke:#9a3412}.bar,.bar-in-part,.point{fill:#9a3412;stroke:none}.bar-in-part{opacity:.5}.day{color:#5d5a53}${['9a3412', '1d5fa8', '1f6f43', '7a3b9a', '8a5a00', '333333'].map((colour, place) => `.line-${place + 1}{stroke:#${colour}}`).join('')}`

function wholeSvg(svg: string): string {
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? []
  const size =
    width === undefined || height === undefined
      ? ''
      : ` width="${Number(width) * 2}" height="${Number(height) * 2}"`
  const namespace = svg.includes(' xmlns="') ? '' : ' xmlns="http://www.w3.org/2000/svg"'
  return svg.replace(
    /^<svg([^>]*)>/,
    (_, attributes: string) =>
      `<svg${namespace}${size} font-family="system-ui, sans-serif" font-size="11"${attributes}><style>${STYLE}</style><rect width="100%" height="100%" fill="#ffffff"/>`,
  )
}

/** A program that opens it must not take a keyword for a formula. */
function csvOf(rows: ChartFile['rows']): string {
  return stringify(
    rows.map((row) => [...row]),
    { escape_formulas: true },
  )
}
