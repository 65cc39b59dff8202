import { html } from 'hono/html'
import type { Markup } from '../parts/page.ts'
import { profileImage } from '../parts/profile-image.ts'
import type { SiteContext } from '../site-context.ts'
import type { PaperUpvoter } from './paper-facts.ts'

/** Accounts whose votes a paper's page named. */
export function paperUpvoters(
  upvoters: readonly PaperUpvoter[],
  context: Pick<SiteContext, 'source' | 'pictures' | 'isStatic'>,
): Markup | Promise<Markup> | string {
  if (upvoters.length === 0) return ''
  return html`<h2>Upvoted by</h2>
    <p class="quiet">Some of them: those whom its page on Hugging Face named when it was read.</p>
    <ul class="names" aria-label="Upvoters">
      ${upvoters.map(
        ({ account, fullname }) =>
          html`<li dir="auto">
            <a href="${context.source}/${encodeURIComponent(account)}" rel="noopener nofollow external"
              >${profileImage(context, 'avatar', account)}${fullname ?? account}</a
            >
          </li> `,
      )}
    </ul>`
}
