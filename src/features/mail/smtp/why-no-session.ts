import { ConfigurationError, MailServerUnreachable, type PaperboyError } from '../../../base/errors.ts'
import { withoutPassword } from '../../../model/without-password.ts'
import type { SmtpError } from './send-outcome.ts'

const AGAIN = 'run "npx paperboy digest send" again; every mail that is due is kept'

/** TLS codes that come without the client's own. */
const CERTIFICATE = /CERT|SELF_SIGNED|ALTNAME|ERR_SSL|ERR_TLS/

/** Explains why a mail server can't be used, in one sentence that says what to type and quotes the cause. */
export function whyNoSession(error: SmtpError, url: string): PaperboyError {
  const server = withoutPassword(url) ?? 'of PAPERBOY_SMTP'
  const { code = '', originalCode = '', responseCode, response, message } = error
  const [said = ''] = (response ?? message).split('\n')
  const wrong = (what: string) => new ConfigurationError(`the mail server ${server} ${what}, then ${AGAIN}`)
  const away = (what: string) =>
    new MailServerUnreachable(`the mail server ${server} ${what}; when it is up ${AGAIN}`)

  if (responseCode !== undefined && responseCode < 500) return away(`defers mails: it answered "${said}"`)
  if (code === 'EAUTH')
    return wrong(`does not accept the name and password: "${said}"; correct them in PAPERBOY_SMTP`)
  if (code === 'ENOAUTH') return wrong('requires a name and a password; put them into PAPERBOY_SMTP')
  if (code === 'ETLS' || CERTIFICATE.test(code) || CERTIFICATE.test(originalCode))
    return wrong(
      `can't be reached over TLS: "${said}"; put its certificate authority into NODE_EXTRA_CA_CERTS, or add ?tls=none to PAPERBOY_SMTP for a server on this machine`,
    )
  if (originalCode === 'ENOTFOUND' || code === 'ENOTFOUND')
    return wrong('does not exist: there is no such host; correct PAPERBOY_SMTP')
  if (responseCode !== undefined) return wrong(`refuses to talk: "${said}"; correct PAPERBOY_SMTP`)
  return away(`was not reached: ${said}`)
}
