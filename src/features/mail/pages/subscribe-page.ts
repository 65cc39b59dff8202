import { html } from 'hono/html'
import type { LinkAnswer } from '../../../model/link-token.ts'
import { LANGUAGES } from '../../../model/language.ts'
import { FREQUENCIES } from '../../../model/frequency.ts'
import type { Markup, Page } from '../../site/parts/page.ts'

/** Values of the form, by field. */
export type Typed = Readonly<Record<string, string>>

const COMMON = { section: null, feeds: [], isSettled: false } as const

/** Form that asks for mails; `typed` is null where no mails are sent. */
export function subscribePage(typed: Typed | null, problem: string | null = null): Page {
  return {
    ...COMMON,
    path: '/subscribe',
    title: 'Papers by mail',
    description: 'New papers by mail, daily, weekly or monthly, for any search.',
    body: html`<h1>Papers by mail</h1>
      <p class="lead">
        The top papers of each day, week or month, what came late, and what rose since your last mail. Never
        the same paper twice for the same reason.
      </p>
      ${problem === null ? '' : html`<p class="notice" role="alert">${problem}</p>`}
      ${typed === null ? elsewhere() : form(typed)}`,
  }
}

function elsewhere(): Markup | Promise<Markup> {
  return html`<p>
    These pages take no subscriptions. Whoever runs them can, with
    <code>npx paperboy subscribe ADDRESS</code>. The <a href="/feeds">feeds</a> have the same papers.
  </p>`
}

/** Names a language in itself. */
function nameOf(language: string): string {
  return new Intl.DisplayNames(language, { type: 'language' }).of(language) ?? language
}

function form(typed: Typed): Markup | Promise<Markup> {
  return html`<form class="search" action="/subscribe" method="post">
      <label
        >Mail address<input
          type="email"
          name="address"
          required
          autocomplete="email"
          value="${typed['address'] ?? ''}"
      /></label>
      <label
        >How often<select name="frequency">
          ${FREQUENCIES.map((frequency) => html`<option value="${frequency}" ${typed['frequency'] === frequency ? 'selected' : ''}>${frequency}</option>`)}
        </select></label
      >
      <label
        >From hour<input type="number" name="hour" min="0" max="23" value="${typed['hour'] ?? '7'}"
      /></label>
      <label
        >Time zone<input name="zone" value="${typed['zone'] ?? 'UTC'}" placeholder="Europe/Berlin"
      /></label>
      <label
        >Language<select name="language">
          ${LANGUAGES.map((language) => html`<option value="${language}" ${typed['language'] === language ? 'selected' : ''}>${nameOf(language)}</option>`)}
        </select></label
      >
      <label
        >Only papers about<input
          name="selection"
          value="${typed['selection'] ?? ''}"
          placeholder="keyword:reasoning has:code top:5"
      /></label>
      <button type="submit">Subscribe</button>
    </form>
    <p class="quiet">
      Leave the last field empty for the top papers. It takes words to search for, <code>org:NAME</code>,
      <code>author:NAME</code>, <code>keyword:WORD</code>, <code>has:code</code>, <code>votes:10</code> and
      <code>top:5</code>. A mail asks you to confirm; every mail has a way out with one click.
    </p>`
}

/**
 * Page after a request, whoever it was for.
 *
 * @param hints about names of the selection that no paper has so far
 */
export function askedPage(hints: readonly string[] = []): Page {
  return {
    ...COMMON,
    path: '/subscribe',
    title: 'Check your mail',
    description: 'A mail asks you to confirm the subscription.',
    body: html`<h1>Check your mail</h1>
      <p>
        If that address gets no mails from here yet, one is on its way that asks to confirm. Its link works
        for seven days.
      </p>
      ${hints.map((hint) => html`<p class="notice">${hint}</p>`)}`,
  }
}

/** Page that asks before a link of a mail acts: a program that follows links must not do it. */
export function askLinkPage(action: 'confirm' | 'unsubscribe', token: string): Page {
  const words =
    action === 'confirm'
      ? { title: 'Confirm the subscription', button: 'Yes, send me mails' }
      : { title: 'End the subscription', button: 'Unsubscribe' }
  return {
    ...COMMON,
    path: `/${action}`,
    title: words.title,
    description: words.title,
    body: html`<h1>${words.title}</h1>
      <form class="search" action="/${action}" method="post">
        <input type="hidden" name="token" value="${token}" />
        <button type="submit">${words.button}</button>
      </form>`,
  }
}

const SAID: Record<'confirm' | 'unsubscribe', Record<LinkAnswer, string>> = {
  confirm: {
    done: 'The subscription is confirmed: the first mail comes at its hour.',
    'done-before': 'This link was already used, or the subscription has ended since.',
    expired: 'This link is older than seven days: subscribe again.',
    invalid: 'This link does not confirm a subscription, or is incomplete: copy it from the mail again.',
  },
  unsubscribe: {
    done: 'The subscription has ended: no more mails will come.',
    'done-before': 'The subscription had already ended: no mail will come.',
    expired: 'This link is too old.',
    invalid: 'This link does not end a subscription, or is incomplete: copy it from the mail again.',
  },
}

/** Page with the result of a link. */
export function linkPage(action: 'confirm' | 'unsubscribe', answer: LinkAnswer): Page {
  return {
    ...COMMON,
    path: `/${action}`,
    title: answer === 'done' ? 'Done' : 'Nothing changed',
    description: SAID[action][answer],
    body: html`<h1>${answer === 'done' ? 'Done' : 'Nothing changed'}</h1>
      <p>${SAID[action][answer]}</p>
      <p><a href="/">Today's papers</a> · <a href="/subscribe">Papers by mail</a></p>`,
  }
}
