import { html, raw } from 'hono/html'
import type { SiteContext } from '../site-context.ts'
import { STYLE, STYLE_HASH } from '../style.ts'
import { cardTags } from './card.ts'
import type { Markup, Page } from './page.ts'
import { searchBox } from './search-box.ts'
import { structuredData } from './structured-data.ts'

/** Its text is what the policy's hash is of, to the last space. */
const STYLE_ELEMENT = raw(`<style>${STYLE}</style>`)

/** Sections of papers, then those about the data itself. */
const NAVIGATION = [
  [
    ['/', 'Today'],
    ['/week', 'Week'],
    ['/month', 'Month'],
    ['/trending', 'Trending'],
    ['/trends', 'Trends'],
    ['/organizations', 'Organizations'],
    ['/authors', 'Authors'],
    ['/keywords', 'Keywords'],
    ['/search', 'Search'],
  ],
  [
    ['/feeds', 'Feeds'],
    ['/data', 'Data'],
    ['/coverage', 'Coverage'],
  ],
] as const

/** Pages with a search of their own. */
const WITH_SEARCH: ReadonlySet<string> = new Set(['/', '/search'])

/** The policy of a page that no server of ours sends. The search's WebAssembly is only on its own page. */
function staticPolicy(path: string): Markup | Promise<Markup> {
  const script = path === '/search' ? "'self' 'wasm-unsafe-eval'" : "'self'"
  return html`<meta
    http-equiv="Content-Security-Policy"
    content="${`default-src 'none'; script-src ${script}; style-src ${STYLE_HASH}; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'`}"
  />`
}

/** The sections, with the one that a page belongs to marked: as the page itself, or as what it is a part of. */
function navigation({ path, section }: Page): Markup | Promise<Markup> {
  const entries = NAVIGATION.flatMap((group, place) =>
    group.map(([to, name], index) => ({ to, name, isAside: place > 0 && index === 0 })),
  )
  const current = (to: string) => (path === to ? raw(' aria-current="page"') : raw(' aria-current="true"'))
  return html`<nav aria-label="Sections">
    <ul>
      ${entries.map(({ to, name, isAside }) => html`<li class="${isAside ? 'aside' : ''}"><a href="${to}" ${section === to ? current(to) : ''}>${name}</a></li> `)}
    </ul>
  </nav>`
}

/** A whole page: head, masthead, navigation, what stands on it, foot. It needs no second request to be read. */
export async function layout(context: SiteContext, page: Page): Promise<Markup> {
  const { publicUrl, isStatic, parts = [] } = context
  const { path, title, description, feeds } = page
  const body = await page.body
  const whole = `${title} · Paperboy`
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        ${isStatic ? staticPolicy(path) : ''}
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${whole}</title>
        <meta name="description" content="${description}" />
        ${publicUrl === null ? '' : html`<link rel="canonical" href="${publicUrl}${path}" />`}
        <meta property="og:type" content="website" />
        <meta property="og:site_name" content="Paperboy" />
        <meta property="og:title" content="${title}" />
        <meta property="og:description" content="${description}" />
        ${publicUrl === null ? '' : html`<meta property="og:url" content="${publicUrl}${path}" />`}
        ${cardTags(context, page)}
        <meta name="twitter:card" content="summary_large_image" />
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        ${feeds.map(
          (feed) =>
            html`<link
              rel="alternate"
              type="application/atom+xml"
              title="${feed.title}"
              href="${feed.path}"
            />`,
        )}
        ${structuredData(page)} ${STYLE_ELEMENT}
        <script src="/paperboy.js" defer></script>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header class="masthead">
          <div class="wrap">
            <a class="name" href="/">Paperboy</a>
            ${WITH_SEARCH.has(path) ? '' : searchBox()} ${navigation(page)}
          </div>
        </header>
        <main id="main" class="wrap">${body}</main>
        <footer class="foot">
          <div class="wrap">
            <p>
              The
              <a href="https://huggingface.co/papers" rel="noopener external">Hugging Face Daily Papers</a>
              with their history, collected by Paperboy. Votes, comments and texts are those of Hugging Face.
              Days and times are UTC. ${' '}<a href="/coverage">How complete this is</a>.
              ${parts.flatMap(({ links = [] }) => links.map(({ to, text }) => html`<a href="${to}">${text}</a>. `))}
            </p>
          </div>
        </footer>
      </body>
    </html>`
}
