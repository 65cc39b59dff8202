import type { Wishes } from '../../../model/subscriber.ts'
import { html } from './html.ts'
import type { Rendered } from './letter.ts'
import { look, mailPage } from './mail-page.ts'

const SUBJECT = 'Please confirm that you want mails about papers'

/**
 * The mail that asks whether a subscription is wanted.
 *
 * @param confirmUrl where that is said; null where there is no web site
 * @param token what a person must give to say so elsewhere
 */
export function renderConfirmation(
  { rhythm, hour, zone, selection }: Wishes,
  { confirmUrl, token, days }: { confirmUrl: string | null; token: string; days: number },
): Rendered {
  const asked = `Somebody, probably you, asked for a ${rhythm} mail about ${selection === '' ? 'all papers' : `"${selection}"`}, from ${hour}:00 on (${zone}).`
  const expiry = `This holds for ${days} days. If you did not ask for it, do nothing: no further mail will come.`
  const how =
    confirmUrl === null
      ? 'To confirm, answer this mail and leave this line in it, or type it after "npx paperboy subscribers confirm":'
      : 'To confirm, open:'
  const shown = confirmUrl ?? token
  return {
    subject: SUBJECT,
    text: `${asked}\n\n${how}\n\n${shown}\n\n${expiry}\n`,
    html: mailPage(
      SUBJECT,
      html`<h1 ${look('title')}>${SUBJECT}</h1>
        <p ${look('line')}>${asked}</p>
        ${
          confirmUrl === null
            ? html`<p ${look('line')}>${how}</p>
                <p ${look('line')}>${token}</p>`
            : html`<p ${look('line')}>
                <a href="${confirmUrl}" ${look('link')}>Confirm the subscription</a>
              </p>`
        }
        <p ${look('muted')}>${expiry}</p>`,
    ),
  }
}
