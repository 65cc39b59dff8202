/** A folder or bucket where bodies lie outside of the database, compressed, by their hash. */
export interface BodyStore {
  /** `file:///srv/bodies` or `s3://bucket/prefix`; holds no secret. */
  readonly address: string
  /**
   * Stores a body, as often as you like: it lies there whole and for good, or not at all. Settles when it outlives a
   * loss of power.
   *
   * @throws {BodiesUnavailable} when the body store can't take it now
   * @throws {ConfigurationError} when it never will with these settings
   */
  readonly put: (sha256: string, zstd: Uint8Array) => Promise<void>
  /** A body; null when it is not there. Throws as `put` does. */
  readonly get: (sha256: string) => Promise<Uint8Array | null>
  /** Takes a body out, if it is there. Throws as `put` does. */
  readonly remove: (sha256: string) => Promise<void>
  /** Where a body lies, for a person. */
  readonly whereIs: (sha256: string) => string
  /**
   * Marks the body store as that of a warehouse, unless it is marked; gives whose it is, and where the mark is, for a person.
   * Throws as `put` does.
   */
  readonly claim: (warehouse: string) => Promise<{ readonly warehouse: string; readonly mark: string }>
}

/** The body stores that a process can get at. */
export interface BodyStores {
  /**
   * Where new bodies go; null for the table.
   *
   * @throws {ConfigurationError} when what it needs is not set
   */
  readonly current: () => BodyStore | null
  /**
   * The body store of an address.
   *
   * @throws {ConfigurationError} when what it needs is not set
   */
  readonly at: (address: string) => BodyStore
}

/** For a warehouse whose bodies are all in its table. */
export const NO_DEPOTS: BodyStores = {
  current: () => null,
  at: (address) => {
    throw new Error(`a body lies in ${address}, and the warehouse was opened without body stores`)
  },
}

/** The mark in a body store: the id of the warehouse that writes to it. */
export const DEPOT_MARK = 'paperboy-warehouse'

/** Where a body lies below its body store: `ab/cd/abcd….zst`. */
export function pathInStore(sha256: string): string {
  return `${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}.zst`
}
