import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { generate } from 'selfsigned'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'

/** A mail that the server took. */
export interface ReceivedMail {
  readonly from: string
  readonly to: string
  readonly bytes: Buffer
}

/** What the server does at a step: an answer such as `450 later`, nothing for ever, or the end of the connection. */
export type Trouble = `${4 | 5}${number} ${string}` | 'hang' | 'die'

/** How a server of a test behaves; may be changed while it runs. */
export interface MailServerBehaviour {
  /** Asked before each mail, with the number of those that came by the same connection. */
  atMail?: (before: number) => Trouble | null
  /** Asked for each address. */
  atRecipient?: (address: string) => Trouble | null | Promise<null>
  /** Asked when all of a mail has come; `die-taken` takes it, and ends the connection without saying so. */
  atEnd?: (address: string) => Trouble | 'die-taken' | null
  /** Asked when the first bytes of a mail have come. */
  atBegin?: (address: string) => 'die' | null
}

/** A mail server on loopback that wants STARTTLS and the password `right` of `user`. */
export interface MailServer {
  /** With name and password. */
  readonly url: string
  /** The certificate, for who is to trust it. */
  readonly certificate: string
  readonly received: readonly ReceivedMail[]
  readonly behaviour: MailServerBehaviour
  /** Logins so far. */
  readonly sessions: () => number
  readonly close: () => Promise<void>
}

/** Starts a mail server. */
export async function startMailServer({ hasTls = true, port = 0 } = {}): Promise<MailServer> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  })
  const received: ReceivedMail[] = []
  const behaviour: MailServerBehaviour = {}
  let sessions = 0
  const carried = new Map<string, number>()
  const sockets = new Map<number | undefined, Socket>()
  const socketOf = ({ remotePort }: SMTPServerSession) => sockets.get(remotePort)
  const cause = (trouble: Trouble, session: SMTPServerSession, callback: (error: Error) => void) => {
    if (trouble === 'die') socketOf(session)?.destroy()
    else if (trouble !== 'hang')
      callback(Object.assign(new Error(trouble.slice(4)), { responseCode: Number(trouble.slice(0, 3)) }))
  }
  const atRecipient = async (
    address: string,
    session: SMTPServerSession,
    callback: (error?: Error) => void,
  ) => {
    const trouble = (await behaviour.atRecipient?.(address)) ?? null
    if (trouble === null) callback()
    else cause(trouble, session, callback)
  }
  const server = new SMTPServer({
    key,
    cert,
    logger: false,
    disabledCommands: hasTls ? [] : ['STARTTLS'],
    allowInsecureAuth: !hasTls,
    closeTimeout: 100,
    onAuth: ({ username, password }, _session, callback) => {
      if (username !== 'user' || password !== 'right') {
        callback(Object.assign(new Error('no such user or password'), { responseCode: 535 }))
        return
      }
      sessions++
      callback(null, { user: username })
    },
    onMailFrom: (_address, session, callback) => {
      const before = carried.get(session.id) ?? 0
      const trouble = behaviour.atMail?.(before) ?? null
      carried.set(session.id, before + 1)
      if (trouble === null) callback()
      else cause(trouble, session, callback)
    },
    onRcptTo: ({ address }, session, callback) => void atRecipient(address, session, callback),
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = []
      const to = session.envelope.rcptTo[0]?.address ?? ''
      const from = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address
      stream.on('data', (chunk: Buffer) => {
        if (chunks.length === 0 && behaviour.atBegin?.(to) === 'die') socketOf(session)?.destroy()
        chunks.push(chunk)
      })
      stream.on('end', () => {
        if (socketOf(session)?.destroyed ?? true) return
        const trouble = behaviour.atEnd?.(to) ?? null
        if (trouble === null || trouble === 'die-taken')
          received.push({ from, to, bytes: Buffer.concat(chunks) })
        if (trouble === null) callback()
        else cause(trouble === 'die-taken' ? 'die' : trouble, session, callback)
      })
    },
  })
  server.on('error', () => undefined)
  server.server.on('connection', (socket: Socket) => sockets.set(socket.remotePort, socket))
  const listening = server.listen(port, '127.0.0.1')
  await once(listening, 'listening')
  const { port: bound } = listening.address() as AddressInfo
  return {
    url: `smtp://user:right@localhost:${bound}`,
    certificate: cert,
    received,
    behaviour,
    sessions: () => sessions,
    close: async () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** A mail as a reader's program shows it. */
export async function readMail(mail: Pick<ReceivedMail, 'bytes'> | undefined): Promise<Email> {
  if (mail === undefined) throw new Error('no mail came')
  return PostalMime.parse(mail.bytes)
}
