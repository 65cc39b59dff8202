import type { Row } from './column-type.ts'

/** Turns rows into the bytes of one file, as they come. Pure: the same rows give the same bytes. */
export interface Encoder {
  /** The bytes that are finished after these rows; maybe none yet. */
  readonly add: (rows: readonly Row[]) => Uint8Array
  /** The rest. */
  readonly end: () => Uint8Array
}
