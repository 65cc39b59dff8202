import type { Row } from './column-type.ts'

/** Encodes rows into the bytes of one file, as they arrive. Pure: the same rows give the same bytes. */
export interface Encoder {
  /** Returns the bytes that are complete after these rows; perhaps none yet. */
  readonly add: (rows: readonly Row[]) => Uint8Array
  /** Returns the rest. */
  readonly end: () => Uint8Array
}
