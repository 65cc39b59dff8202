import { html, raw } from 'hono/html'
import type { SiteContext } from '../site-context.ts'
import { STYLE, STYLE_HASH } from '../style.ts'
import type { Markup, Page } from './page.ts'

/** Its text is what the policy's hash is of, to the last space. */
const STYLE_ELEMENT = raw(`<style>${STYLE}</style>`)

const NAVIGATION = [
  ['/', 'Today'],
  ['/week', 'Week'],
  ['/month', 'Month'],
  ['/trending', 'Rising'],
  ['/trends', 'Trends'],
  ['/search', 'Search'],
  ['/coverage', 'Coverage'],
  ['/data', 'Data'],
  ['/feeds', 'Feeds'],
] as const

/** The policy of a page that no server of ours sends. The search's WebAssembly is only on its own page. */
function staticPolicy(path: string): Markup | Promise<Markup> {
  const script = path === '/search' ? "'self' 'wasm-unsafe-eval'" : "'self'"
  return html`<meta
    http-equiv="Content-Security-Policy"
    content="${`default-src 'none'; script-src ${script}; style-src ${STYLE_HASH}; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'`}"
  />`
}

/** A whole page: head, masthead, navigation, what stands on it, foot. It needs no second request to be read. */
export async function layout({ publicUrl, isStatic, parts = [] }: SiteContext, page: Page): Promise<Markup> {
  const { path, title, description, section, feeds } = page
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
        <meta name="twitter:card" content="summary" />
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
        ${STYLE_ELEMENT}
        <script src="/paperboy.js" defer></script>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header class="masthead">
          <div class="wrap">
            <a class="name" href="/">Paperboy</a>
            <nav aria-label="Sections">
              <ul>
                ${NAVIGATION.map(([to, name]) => html`<li><a href="${to}" ${section === to ? raw(' aria-current="page"') : ''}>${name}</a></li>`)}
              </ul>
            </nav>
          </div>
        </header>
        <main id="main" class="wrap">${body}</main>
        <footer class="foot">
          <div class="wrap">
            <p>
              Every list of the Daily Papers, with its history. Days and times are UTC. Votes and texts are
              the site's; their history is <a href="/coverage">what Paperboy saw</a>.
              ${parts.flatMap(({ links = [] }) => links.map(({ to, text }) => html`<a href="${to}">${text}</a>. `))}
            </p>
          </div>
        </footer>
      </body>
    </html>`
}
