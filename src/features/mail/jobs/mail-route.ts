import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../../../base/config.ts'
import { valuesOf, type ValuesOf } from '../../../base/setting.ts'
import { MAIL_SETTINGS } from '../settings.ts'
import { ConfigurationError, describeError } from '../../../base/errors.ts'
import type { DkimKey, MailFace } from '../smtp/compose-mail.ts'
import { mailboxFrom } from '../smtp/mailbox.ts'
import type { SmtpServer } from '../smtp/smtp-session.ts'

/** Destination and sender of mails. */
export interface MailRoute extends MailFace {
  /** Null for files in the outbox. */
  readonly smtp: SmtpServer | null
  /** Folder of the files. */
  readonly outbox: string
  /** Base address of the web site that confirms and unsubscribes; null for none. */
  readonly publicUrl: string | null
  /** Maximum number of mails sent to the server in a second. */
  readonly perSecond: number
}

/** Settings of the destination of mails. */
export type MailConfig = Pick<Config, 'home' | 'publicUrl'> & Partial<ValuesOf<typeof MAIL_SETTINGS>>

/** Folder in the data folder for mails when no server is set. */
export const OUTBOX = 'outbox'

/** Sender of files in the outbox when none is set: they go nowhere. */
const NOBODY = 'Paperboy <paperboy@localhost>'

/**
 * Chooses the route of mails from the settings.
 *
 * @throws {ConfigurationError} when a server is set and no sender, or the key can't be read
 */
export async function chooseMailRoute(config: MailConfig): Promise<MailRoute> {
  const { home, publicUrl } = config
  const { smtp, mailFrom, dkim, mailPerSecond } = valuesOf(config, MAIL_SETTINGS)
  if (smtp !== null && mailFrom === null) {
    throw new ConfigurationError(
      'a mail server is set (PAPERBOY_SMTP), but no sender: set PAPERBOY_MAIL_FROM, such as "Paperboy <papers@example.org>", then run the same command again',
    )
  }
  return {
    from: mailboxFrom(mailFrom ?? NOBODY),
    dkim: dkim === null ? null : await dkimKey(dkim),
    smtp: smtp === null ? null : { url: smtp },
    outbox: join(home, OUTBOX),
    publicUrl: publicUrl?.replace(/\/+$/, '') ?? null,
    perSecond: mailPerSecond,
  }
}

/** As `chooseMailRoute`; null where no server is set, so that nothing is sent unasked. */
export async function routeIfSet(config: Config): Promise<MailRoute | null> {
  return valuesOf(config, MAIL_SETTINGS).smtp === null ? null : chooseMailRoute(config)
}

async function dkimKey(setting: string): Promise<DkimKey> {
  const colon = setting.indexOf(':')
  const path = setting.slice(colon + 1)
  try {
    const privateKey = await readFile(path, 'utf8')
    if (!privateKey.includes('PRIVATE KEY')) throw new Error('expected a private key in PEM')
    return { selector: setting.slice(0, colon), privateKey }
  } catch (error) {
    throw new ConfigurationError(
      `the key ${path} of PAPERBOY_DKIM can't be used: ${describeError(error)}; correct the setting, then run the same command again`,
      { cause: error },
    )
  }
}
