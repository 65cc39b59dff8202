import type { Executor } from '../../../query/executor.ts'
import { endIndexing, indexShard, type Shard } from './search-index.ts'
import type { SiteFolder } from './site-folder.ts'
import type { WrittenShard } from './site-manifest.ts'

/** What the search is written with. */
export interface SearchOptions {
  /** The parts that there are now. */
  readonly planned: readonly Shard[]
  /** What was written before; brought up to date. */
  readonly shards: Map<string, WrittenShard>
  readonly linkOf: (path: string) => string | undefined
  readonly onPhase: (phase: string) => void
  readonly signal: AbortSignal
}

/** Where the search's script finds which parts there are. */
const LIST = 'pagefind/shards.json'

/** Brings the search index up to date: only parts whose texts have changed are made again. Gives the files written. */
export async function writeSearch(
  executor: Executor,
  site: SiteFolder,
  { planned, shards, linkOf, onPhase, signal }: SearchOptions,
): Promise<number> {
  const stale = new Set([...shards.values()].flatMap(({ files }) => files))
  let written = 0
  for (const { key, version } of planned) {
    signal.throwIfAborted()
    const known = shards.get(key)
    if (known?.version === version) {
      for (const file of known.files) stale.delete(file)
      continue
    }
    onPhase(`indexing the texts of ${key}`)
    const made = await indexShard(executor, key, linkOf)
    const files = made.map(({ path }) => `pagefind/${key}/${path}`)
    for (const { path, content } of made.toSorted(
      (a, b) => Number(isEntry(a.path)) - Number(isEntry(b.path)),
    ))
      if (await site.write(`pagefind/${key}/${path}`, content)) written++
    for (const file of files) stale.delete(file)
    shards.set(key, { version, files })
  }
  await endIndexing()
  const keys = planned.filter(({ key }) => (shards.get(key)?.files.length ?? 0) > 0).map(({ key }) => key)
  if (await site.write(LIST, JSON.stringify(keys))) written++
  for (const key of shards.keys()) if (!keys.includes(key)) shards.delete(key)
  for (const file of stale) await site.remove(file)
  return written
}

/** What names the other files of a part is written after them. */
function isEntry(path: string): boolean {
  return path.endsWith('pagefind-entry.json')
}
