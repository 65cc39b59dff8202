import { html } from 'hono/html'
import type { Page } from '../parts/page.ts'

/** What is shown where a part of the address, such as a cursor, makes no sense. */
export function senselessPage(path: string, says: string): Page {
  return { ...missingPage(path, 'No such page', says), status: 400 }
}

/** What is shown where there is nothing, or what was asked for makes no sense. */
export function missingPage(path: string, title: string, says: string): Page {
  return {
    path,
    title,
    description: says,
    section: null,
    feeds: [],
    isSettled: false,
    body: html`<h1>${title}</h1>
      <p>${says}</p>
      <p><a href="/">Today</a> · <a href="/search">Search</a> · <a href="/coverage">Coverage</a></p>`,
  }
}
