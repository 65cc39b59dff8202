import { z } from 'zod'
import type { Settings } from '../../base/setting.ts'

/** `Name <address>` or an address alone, as in the From header of a mail. */
const mailbox = z
  .string()
  .regex(
    /^(?:[^<>\r\n"]* <)?[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*>?$/,
    'expected an address such as Paperboy <papers@example.org>',
  )
  .refine(
    (text) => text.includes('<') === text.endsWith('>'),
    'expected an address such as Paperboy <papers@example.org>',
  )

/** A number in a file; in the environment it is text. */
const positiveNumber = z
  .union(
    [
      z.number(),
      z
        .string()
        .regex(/^\d+(\.\d+)?$/)
        .transform(Number),
    ],
    'expected a number such as 5',
  )
  .refine((value) => value > 0 && value <= 1000, 'expected a number above 0, at most 1000')

/** Settings of mails. */
export const MAIL_SETTINGS = {
  smtp: {
    env: 'PAPERBOY_SMTP',
    about: 'mail server: smtp://user:password@host:587 or smtps://; unset writes files to outbox/',
    secret: true,
    schema: z
      .url({
        protocol: /^smtps?$/,
        error: 'expected smtp://user:password@host:587 or smtps://user:password@host',
      })
      .nullable()
      .default(null),
  },
  mailFrom: {
    env: 'PAPERBOY_MAIL_FROM',
    about: 'sender of mails, as Name <address>',
    secret: false,
    schema: mailbox.nullable().default(null),
  },
  dkim: {
    env: 'PAPERBOY_DKIM',
    about: 'DKIM key that signs mails: selector:path of the private key (PEM), for the domain of mailFrom',
    secret: false,
    schema: z
      .string()
      .regex(/^[A-Za-z0-9._-]+:.+$/, 'expected selector:path, as in mail2026:/etc/paperboy/dkim.pem')
      .nullable()
      .default(null),
  },
  mailPerSecond: {
    env: 'PAPERBOY_MAIL_PER_SECOND',
    about: 'maximum number of mails sent to the server in a second',
    secret: false,
    schema: positiveNumber.default(5),
  },
} as const satisfies Settings
