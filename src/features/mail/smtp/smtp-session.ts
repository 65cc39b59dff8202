import { Readable } from 'node:stream'
import type { ConnectionOptions } from 'node:tls'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { outcomeOf, type SendOutcome, type SmtpError } from './send-outcome.ts'
import { whyNoSession } from './why-no-session.ts'

/** A mail server. */
export interface SmtpServer {
  /** `smtp://user:password@host:587`; `smtps://` for TLS from the start. */
  readonly url: string
  /** TLS options, for a server whose certificate no known authority signed. */
  readonly tls?: ConnectionOptions
  /** Time limit of each step, and of all steps of one mail together. Default 30,000. */
  readonly deadlineMs?: number
}

/** Envelope of a mail: the address for bounces, and the recipient. */
export interface Envelope {
  readonly from: string
  readonly to: string
}

/** An open connection to a server, logged in. */
export interface SmtpSession {
  /** False once the connection is unusable; the next mail needs a new one. */
  readonly isOpen: () => boolean
  /**
   * Sends one mail to the server.
   *
   * @param beforeText awaited when the server has asked for the text, before the first byte of it is sent
   * @throws {ConfigurationError} when the server accepts no mail from this sender
   */
  readonly send: (
    envelope: Envelope,
    message: Buffer,
    beforeText: () => Promise<void>,
  ) => Promise<SendOutcome>
  readonly close: () => void
}

const DEADLINE_MS = 30_000

/**
 * Connects and logs in. With a password in the URL nothing is sent before the connection is encrypted; without one it
 * is encrypted where the server can; `?tls=none` never encrypts.
 *
 * @throws {MailServerUnreachable} when it does not answer, or defers
 * @throws {ConfigurationError} when it does not exist, speak TLS, or accept the password
 */
export async function openSmtpSession(server: SmtpServer): Promise<SmtpSession> {
  const { deadlineMs = DEADLINE_MS } = server
  const url = new URL(server.url)
  const user = decodeURIComponent(url.username)
  const pass = decodeURIComponent(url.password)
  const isPlain = url.searchParams.get('tls') === 'none'
  const secure = url.protocol === 'smtps:'
  const connection = new SMTPConnection({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTLS: !secure && !isPlain && user !== '',
    ignoreTLS: isPlain,
    connectionTimeout: deadlineMs,
    greetingTimeout: deadlineMs,
    dnsTimeout: deadlineMs,
    socketTimeout: deadlineMs,
    ...(server.tls && { tls: server.tls }),
  })
  let isOpen = true
  // The last listener: without one an error between two mails would end the process.
  connection.on('error', () => (isOpen = false))
  connection.on('end', () => (isOpen = false))
  const close = () => {
    isOpen = false
    connection.quit()
    connection.close()
  }
  /** One step of the conversation; it also ends with the connection or at the deadline. */
  const step = async <T>(
    begin: (done: (error: Error | null, result?: T) => void) => void,
  ): Promise<T | undefined> =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        reject(
          Object.assign(new Error(`no answer within ${deadlineMs / 1000} seconds`), { code: 'ETIMEDOUT' }),
        )
        isOpen = false
        connection.close()
      }, deadlineMs)
      const done = (error: Error | null | undefined, result?: T) => {
        clearTimeout(late)
        connection.off('error', failed)
        connection.off('end', ended)
        if (error) reject(error)
        else resolve(result)
      }
      const failed = (error: Error) => done(error)
      const ended = () =>
        done(Object.assign(new Error('the server closed the connection'), { code: 'ECONNECTION' }))
      connection.on('error', failed)
      connection.on('end', ended)
      begin(done)
    })
  try {
    await step((done) => connection.connect((error) => done(error ?? null)))
    if (user !== '') await step((done) => connection.login({ user, pass }, (error) => done(error ?? null)))
  } catch (error) {
    connection.close()
    throw whyNoSession(error as SmtpError, server.url)
  }
  return {
    isOpen: () => isOpen,
    close,
    send: async ({ from, to }, message, beforeText) => {
      let isBegun = false
      // First read when the server has asked for the text.
      const body = Readable.from(
        (async function* text() {
          await beforeText()
          isBegun = true
          yield message
        })(),
        { objectMode: false },
      )
      try {
        const told = await step<{ response: string }>((done) => connection.send({ from, to }, body, done))
        return { kind: 'taken', answer: told?.response ?? '' }
      } catch (error) {
        // The server waits for a text that will not come.
        if (body.errored) close()
        const outcome = outcomeOf(error as SmtpError, isBegun, server.url, from)
        if (isOpen) {
          // The state of the refused mail must not affect the next one.
          await step((done) => connection.reset((problem) => done(problem ?? null))).catch(() => {
            isOpen = false
            connection.close()
          })
        }
        return outcome
      }
    },
  }
}
