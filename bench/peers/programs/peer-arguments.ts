import { parseArgs } from 'node:util'

/** What every peer is told. */
export interface PeerArguments {
  readonly databaseUrl: string
  /** Addresses of all pages, oldest day first. */
  readonly urls: readonly string[]
}

/** Reads `--site URL --from DAY --pages N --database URL`. */
export function peerArguments(): PeerArguments {
  const { values } = parseArgs({
    options: {
      site: { type: 'string', default: '' },
      from: { type: 'string', default: '' },
      pages: { type: 'string', default: '' },
      database: { type: 'string', default: '' },
    },
  })
  const first = Temporal.PlainDate.from(values.from)
  const urls = Array.from(
    { length: Number(values.pages) },
    (_, days) => `${values.site}/papers/date/${first.add({ days }).toString()}`,
  )
  return { databaseUrl: values.database, urls }
}
