import { createHash } from 'node:crypto'
import { readdir, readFile, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { LRUCache } from 'lru-cache'
import PQueue from 'p-queue'
import { makePrivateFolder } from '../../../base/private-folder.ts'
import { writeWhole } from '../../../base/write-whole.ts'
import type { FetchPicture } from './fetch-picture.ts'
import { PICTURE_TYPES, type PictureEnding, readPictureType } from './read-picture-type.ts'

/** A picture as it is sent. */
export interface Picture {
  readonly bytes: Uint8Array
  readonly ending: PictureEnding
  readonly type: string
  /** Changes with the picture. */
  readonly tag: string
}

/** Pictures that were fetched once and lie in a folder. */
export interface PictureStore {
  /** Gives a picture, and fetches it where that was not tried; null where there is none, or too many wait already. */
  readonly get: (address: string) => Promise<Picture | null>
  /** What kind of picture is there already; null for none. Nothing is fetched. */
  readonly known: (address: string) => { readonly ending: PictureEnding; readonly tag: string } | null
  /** True where it is neither there nor was looked for in vain. */
  readonly isNew: (address: string) => boolean
}

/** For who only writes pages that show pictures. */
export const NO_PICTURES: PictureStore = {
  get: async () => Promise.resolve(null),
  known: () => null,
  isNew: () => false,
}

/** How pictures are kept. */
export interface PictureStoreOptions {
  readonly folder: string
  /** Bytes of all pictures together; the ones that were not looked at for longest go. */
  readonly mostBytes: number
  readonly fetchPicture: FetchPicture
  readonly now: () => Temporal.Instant
}

/** What is not there is asked for again after a day, what did not answer after some minutes. */
const MISSING_MS = 24 * 3_600_000
const SILENT_MS = 5 * 60_000
const MISSING = 'none'
/** The host is asked at most so often, whoever asks for how many. */
const PACE = { concurrency: 2, intervalCap: 5, interval: 1000 } as const
const MOST_WAITING = 60

interface Kept {
  readonly ending: PictureEnding | typeof MISSING
  readonly bytes: number
  readonly since: number
}

/**
 * Opens the folder of pictures, or makes it.
 *
 * @throws {ConfigurationError} when it can't be made
 */
export async function openPictureStore({
  folder,
  mostBytes,
  fetchPicture,
  now,
}: PictureStoreOptions): Promise<PictureStore> {
  await makePrivateFolder(folder)
  const kept = new LRUCache<string, Kept>({
    maxSize: mostBytes,
    sizeCalculation: ({ bytes }) => bytes + 1,
    dispose: ({ ending }, key, reason) => {
      if (reason === 'evict') void unlink(join(folder, `${key}.${ending}`)).catch(() => undefined)
    },
  })
  for (const [key, each] of await filesIn(folder)) kept.set(key, each)
  const queue = new PQueue(PACE)
  const underWay = new Map<string, Promise<Picture | null>>()

  const isMissing = ({ ending, since }: Kept) =>
    ending === MISSING && now().epochMilliseconds - since < MISSING_MS

  async function read(key: string, ending: PictureEnding): Promise<Picture | null> {
    const bytes = await readFile(join(folder, `${key}.${ending}`)).catch(() => null)
    return bytes === null ? null : { bytes, ending, type: PICTURE_TYPES[ending], tag: key }
  }

  async function fetchOnce(key: string, address: string): Promise<Picture | null> {
    const bytes = await queue.add(async () => fetchPicture(address).catch(() => 'silent' as const))
    const since = now().epochMilliseconds
    if (bytes === 'silent') {
      kept.set(key, { ending: MISSING, bytes: 0, since: since - MISSING_MS + SILENT_MS })
      return null
    }
    const ending = bytes === null ? null : readPictureType(bytes)
    const content = bytes === null || ending === null ? new Uint8Array() : bytes
    await writeWhole(join(folder, `${key}.${ending ?? MISSING}`), async (file) => file.writeFile(content))
    kept.set(key, { ending: ending ?? MISSING, bytes: content.length, since })
    return ending === null ? null : { bytes: content, ending, type: PICTURE_TYPES[ending], tag: key }
  }

  return {
    get: async (address) => {
      const key = keyOf(address)
      const there = kept.get(key)
      if (there !== undefined && isMissing(there)) return null
      if (there !== undefined && there.ending !== MISSING) {
        const picture = await read(key, there.ending)
        // Another process with the same folder may have taken it away.
        if (picture !== null) return picture
      }
      const waiting = underWay.get(key)
      if (waiting !== undefined) return waiting
      if (queue.size >= MOST_WAITING) return null
      const fetched = fetchOnce(key, address).finally(() => underWay.delete(key))
      underWay.set(key, fetched)
      return fetched
    },
    known: (address) => {
      const key = keyOf(address)
      const there = kept.peek(key)
      return there === undefined || there.ending === MISSING ? null : { ending: there.ending, tag: key }
    },
    isNew: (address) => {
      const there = kept.peek(keyOf(address))
      return there === undefined || (there.ending === MISSING && !isMissing(there))
    },
  }
}

function keyOf(address: string): string {
  return createHash('sha256').update(address).digest('hex').slice(0, 32)
}

/** What lies in the folder, the oldest first. */
async function filesIn(folder: string): Promise<(readonly [string, Kept])[]> {
  const found: (readonly [string, Kept])[] = []
  for (const name of await readdir(folder)) {
    const [, key, ending] = /^([0-9a-f]{32})\.(png|jpg|gif|webp|none)$/.exec(name) ?? []
    if (key === undefined || ending === undefined) continue
    const { size, mtimeMs } = await stat(join(folder, name))
    found.push([key, { ending: ending as Kept['ending'], bytes: size, since: mtimeMs }])
  }
  return found.toSorted(([, one], [, other]) => one.since - other.since)
}
