import type { Config } from '../../base/config.ts'
import { EXIT } from '../../base/errors.ts'
import { openSmtpSession } from './smtp/smtp-session.ts'
import { withoutPassword } from '../../model/without-password.ts'
import { chooseMailRoute } from './jobs/mail-route.ts'
import { failureOf, type Finding, well } from '../../base/finding.ts'

const DEADLINE_MS = 10_000

/** Checks that the mail server accepts the name and password. Sends nothing. */
export async function checkMail(config: Config): Promise<Finding> {
  let route
  try {
    route = await chooseMailRoute(config)
  } catch (error) {
    return failureOf('mail', error)
  }
  if (route.smtp === null) return well('mail', `no server is set: mails are written to ${route.outbox}`)
  try {
    const session = await openSmtpSession({ ...route.smtp, deadlineMs: DEADLINE_MS })
    session.close()
    return well(
      'mail',
      `${withoutPassword(route.smtp.url) ?? 'the server'} accepts the login; nothing was sent`,
    )
  } catch (error) {
    const finding = failureOf('mail', error, '; ')
    const correct =
      finding.exitCode === EXIT.configuration
        ? (finding.next ?? '').split(', then run')[0]
        : 'start it, wait until it is up, or correct PAPERBOY_SMTP'
    return { ...finding, next: `${correct}, then type "npx paperboy doctor"` }
  }
}
