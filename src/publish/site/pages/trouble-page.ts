import { html } from 'hono/html'
import type { Page } from '../parts/page.ts'

/** What is shown when a page can't be made: because the warehouse does not answer, or because of a bug. */
export function troublePage(path: string, isWarehouse: boolean): Page {
  const title = isWarehouse ? 'The warehouse does not answer' : 'This page could not be made'
  const says = isWarehouse
    ? 'The database behind these pages is not there, or too busy. Nothing is lost: try again in a minute.'
    : 'That is a bug. The terminal in which the site is served says more.'
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
