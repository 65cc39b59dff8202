import type { Wishes } from '../../../model/subscriber.ts'
import { html } from 'hono/html'
import type { Rendered } from './letter.ts'
import { mailWords } from './mail-words.ts'
import { look, mailPage } from './mail-page.ts'

/**
 * Renders the mail that asks to confirm a subscription.
 *
 * @param confirmUrl page that confirms; null without a web site
 * @param token token that confirms without the page
 */
export function renderConfirmation(
  { frequency, hour, zone, selection, language }: Wishes,
  { confirmUrl, token, days }: { confirmUrl: string | null; token: string; days: number },
): Rendered {
  const words = mailWords(language)
  const about = selection === '' ? words.allPapers : words.quoted(selection)
  const asked = words.confirmAsked(frequency, about, hour, zone)
  const expiry = words.confirmExpiry(days)
  const how = confirmUrl === null ? words.confirmByMail : words.confirmByLink
  const shown = confirmUrl ?? token
  return {
    subject: words.confirmSubject,
    text: `${asked}\n\n${how}\n\n${shown}\n\n${expiry}\n`,
    html: mailPage(
      words.confirmSubject,
      html`<h1 ${look('title')}>${words.confirmSubject}</h1>
        <p ${look('line')}>${asked}</p>
        ${
          confirmUrl === null
            ? html`<p ${look('line')}>${how}</p>
                <p ${look('line')}>${token}</p>`
            : html`<p ${look('line')}>
                <a href="${confirmUrl}" ${look('link')}>${words.confirmLink}</a>
              </p>`
        }
        <p ${look('muted')}>${expiry}</p>`,
      language,
    ),
  }
}
