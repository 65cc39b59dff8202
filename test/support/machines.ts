import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { isRunning } from '../../src/base/process-identity.ts'

/** Names begin so; the id of the process that made them follows. */
const PREFIX = 'pb'

/** Machines of a network of their own, on this one: each has an address and a name, and reaches this one at `host`. */
export interface Machines {
  /** This machine's address in their network. */
  readonly host: string
  readonly addresses: readonly string[]
  /**
   * What a command begins with to run on a machine.
   *
   * @param name what the machine calls itself; default its own name
   */
  readonly commandOn: (machine: number, name?: string) => readonly string[]
  /** Pulls a machine's cable out, or puts it in again: what is sent meanwhile is lost without a word. */
  readonly setLink: (machine: number, state: 'up' | 'down') => void
  readonly remove: () => void
}

/** Why no machines can be made here; null where they can. */
export function whyNoMachines(): string | null {
  if (process.platform !== 'linux') return 'network namespaces are of Linux'
  const probe = `${PREFIX}${process.pid}-probe`
  try {
    ip('netns', 'add', probe)
    try {
      ip('netns', 'exec', probe, 'unshare', '--uts', 'hostname', probe)
    } finally {
      ip('netns', 'delete', probe)
    }
    return null
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n').at(1) ?? error.message) : String(error)
  }
}

/**
 * Makes network namespaces, joined to this machine by a bridge. They go with `remove`, at the latest as this process
 * ends; those of a process that was killed go when the next one makes its own.
 */
export function makeMachines(count: number): Machines {
  removeOrphans()
  const own = `${PREFIX}${process.pid}`
  const subnet = `10.203.${process.pid % 256}`
  const numbers = Array.from({ length: count }, (_, index) => index + 1)
  const remove = () => {
    process.off('exit', remove)
    for (const number of numbers) quietly('netns', 'delete', `${own}-m${number}`)
    quietly('link', 'delete', own)
  }
  process.once('exit', remove)
  try {
    ip('link', 'add', own, 'type', 'bridge')
    ip('address', 'add', `${subnet}.1/24`, 'dev', own)
    ip('link', 'set', own, 'up')
    for (const number of numbers) {
      const [machine, cable] = [`${own}-m${number}`, `${own}v${number}`]
      ip('netns', 'add', machine)
      ip('link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', machine)
      ip('link', 'set', cable, 'master', own, 'up')
      ip('-n', machine, 'address', 'add', `${subnet}.${number + 1}/24`, 'dev', 'eth0')
      for (const device of ['lo', 'eth0']) ip('-n', machine, 'link', 'set', device, 'up')
    }
  } catch (error) {
    remove()
    throw error
  }
  return {
    host: `${subnet}.1`,
    addresses: numbers.map((number) => `${subnet}.${number + 1}`),
    commandOn: (machine, name = `m${machine + 1}`) => {
      const there = ['ip', 'netns', 'exec', `${own}-m${machine + 1}`]
      return [...there, 'unshare', '--uts', 'sh', '-c', 'hostname "$0" && exec "$@"', name]
    },
    setLink: (machine, state) => void ip('link', 'set', `${own}v${machine + 1}`, state),
    remove,
  }
}

/** Passes connections on from an address of this machine to a server that listens elsewhere; gives its port. */
export async function relay(host: string, to: { readonly host: string; readonly port: number }) {
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(to)
    near.pipe(far).pipe(near)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => undefined)
      socket.once('close', () => {
        sockets.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
  })
  server.listen(0, host)
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    close: async (): Promise<void> => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function removeOrphans(): void {
  for (const line of ip('netns', 'list').split('\n')) {
    const [, name, pid] = /^(pb(\d+)-\w+)/.exec(line) ?? []
    if (name === undefined || isRunning(Number(pid), null)) continue
    quietly('netns', 'delete', name)
    quietly('link', 'delete', `${PREFIX}${pid}`)
  }
}

function ip(...args: readonly string[]): string {
  return execFileSync('ip', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

/** What is not there need not be removed. */
function quietly(...args: readonly string[]): void {
  try {
    ip(...args)
  } catch {
    // It is gone already.
  }
}
