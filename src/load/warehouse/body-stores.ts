/** A folder or bucket for bodies outside of the database, compressed, by hash. */
export interface BodyStore {
  /** `file:///srv/bodies` or `s3://bucket/prefix`; holds no secret. */
  readonly address: string
  /**
   * Stores a body, idempotently and atomically. Settles when it survives a
   * loss of power.
   *
   * @throws {BodiesUnavailable} when the body store can't store it now
   * @throws {ConfigurationError} when it never will with these settings
   */
  readonly put: (sha256: string, zstd: Uint8Array) => Promise<void>
  /** Reads a body; null when it is missing. Throws as `put` does. */
  readonly get: (sha256: string) => Promise<Uint8Array | null>
  /** Removes a body, if it exists. Throws as `put` does. */
  readonly remove: (sha256: string) => Promise<void>
  /** Location of a body, for a person. */
  readonly whereIs: (sha256: string) => string
  /**
   * Marks the body store as that of a warehouse, unless it is marked; returns its owner, and the location of the mark, for a person.
   * Throws as `put` does.
   */
  readonly claim: (warehouse: string) => Promise<{ readonly warehouse: string; readonly mark: string }>
}

/** The body stores that a process can reach. */
export interface BodyStores {
  /**
   * Store for new bodies; null for the table.
   *
   * @throws {ConfigurationError} when its settings are missing
   */
  readonly current: () => BodyStore | null
  /**
   * Opens the body store of an address.
   *
   * @throws {ConfigurationError} when its settings are missing
   */
  readonly at: (address: string) => BodyStore
}

/** For a warehouse whose bodies are all in its table. */
export const NO_BODY_STORES: BodyStores = {
  current: () => null,
  at: (address) => {
    throw new Error(`a body is in ${address}, but the warehouse was opened without body stores`)
  },
}

/** Name of the mark in a body store: the id of the warehouse that writes to it. */
export const DEPOT_MARK = 'paperboy-warehouse'

/** Path of a body in its body store: `ab/cd/abcd….zst`. */
export function pathInStore(sha256: string): string {
  return `${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}.zst`
}
