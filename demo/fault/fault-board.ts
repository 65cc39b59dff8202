import type { ContentFault, DeliveryFault, Fault, ReplyFault } from './fault.ts'

const DELIVERY_KINDS: ReadonlySet<string> = new Set<DeliveryFault['kind']>([
  'truncated',
  'mislabelled',
  'wrong-length',
  'reset',
  'drip',
  'hang',
  'oversized',
])
const CONTENT_KINDS: ReadonlySet<string> = new Set<ContentFault['kind']>([
  'blob',
  'bad-entry',
  'missing-entries',
  'unknown-keys',
  'null-keys',
  'repeated-entry',
  'changed-title',
  'hostile-text',
  'value',
])

/** Whether the fault spoils the delivery of a right answer. */
export function isDeliveryFault(fault: Fault): fault is DeliveryFault {
  return DELIVERY_KINDS.has(fault.kind)
}

/** Whether the fault lies inside a page or an API answer. */
export function isContentFault(fault: Fault): fault is ContentFault {
  return CONTENT_KINDS.has(fault.kind)
}

/** Whether the fault gives another answer in place of the page. */
export function isReplyFault(fault: Fault): fault is ReplyFault {
  return !isDeliveryFault(fault) && !isContentFault(fault)
}

/** The faults in force, and how often each has still to strike. */
export interface FaultBoard {
  add: (fault: Fault) => void
  clear: () => void
  /** Those that concern a path (with its query) and have not healed, in the order they were added. */
  matching: (path: string) => Fault[]
  /** Counts one strike. A fault is healed after its `times`. */
  strike: (fault: Fault) => void
}

/** An empty board. */
export function createFaultBoard(): FaultBoard {
  const left = new Map<Fault, number>()
  return {
    add: (fault) => left.set(fault, fault.times ?? Infinity),
    clear: () => left.clear(),
    matching: (path) =>
      [...left].filter(([fault, times]) => times > 0 && concerns(fault, path)).map(([fault]) => fault),
    strike: (fault) => left.set(fault, (left.get(fault) ?? 0) - 1),
  }
}

function concerns({ kind, match }: Fault, path: string): boolean {
  const isRobots = path === '/robots.txt'
  if (kind === 'robots') return isRobots
  if (match === undefined) return !isRobots
  return typeof match === 'string' ? path.includes(match) : path.search(match) !== -1
}
