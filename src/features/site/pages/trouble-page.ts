import { html } from 'hono/html'
import type { Page } from '../parts/page.ts'

/** Why a page can't be made: the warehouse does not answer, too many are asked for, or a bug. */
export type Trouble = 'warehouse' | 'busy' | 'bug'

/** What is said of it, and after how many seconds it is worth another try; null for a bug. */
export const TROUBLES: Readonly<
  Record<
    Trouble,
    { readonly title: string; readonly says: string; readonly retryAfterSeconds: number | null }
  >
> = {
  warehouse: {
    title: 'The warehouse does not answer',
    says: 'The database behind these pages is not there, or too busy. Nothing is lost: try again in a minute.',
    retryAfterSeconds: 60,
  },
  busy: {
    title: 'Too many readers at once',
    says: 'More pages are asked for than can be made. Nothing is wrong: try again in a few seconds.',
    retryAfterSeconds: 5,
  },
  bug: {
    title: 'This page could not be made',
    says: 'That is a bug. The terminal in which the site is served says more.',
    retryAfterSeconds: null,
  },
}

/** What is shown when a page can't be made. */
export function troublePage(path: string, trouble: Trouble): Page {
  const { title, says } = TROUBLES[trouble]
  return {
    path,
    title,
    description: says,
    section: null,
    feeds: [],
    isSettled: false,
    body: html`<h1>${title}</h1>
      <p>${says}</p>
      <p><a href="/">Today</a></p>`,
  }
}
