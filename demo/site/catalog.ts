import type { PaperFacts } from './paper-facts.ts'

/** One stay of a paper on the list of one day. A paper may have several, on different days. */
export interface Appearance {
  readonly paper: PaperFacts
  /** UTC day of the list, such as "2025-09-23". */
  readonly day: string
  /** When it was submitted to this list, milliseconds since 1970; always within `day`. */
  readonly submittedAtMs: number
  /** When the list begins to show it, milliseconds since 1970; may lie on the morning after `day`. */
  readonly appearsAtMs: number
  /** When the list stops showing it, milliseconds since 1970; absent for nearly all. */
  readonly leavesAtMs?: number
}

/** Where the replica gets its papers from. Every answer is the same at any time: instants are applied later. */
export interface Catalog {
  /** The first and the last day that can have a list. */
  readonly span: { readonly from: string; readonly to: string }
  /** All that ever stand on the list of `day`, in no particular order; empty on a day without papers. */
  appearancesOn: (day: string) => readonly Appearance[]
  /** The days with papers from `from` to `to`, both included, oldest first. */
  daysBetween: (from: string, to: string) => readonly string[]
  paper: (id: string) => PaperFacts | undefined
  /** Papers whose title, id, keywords or authors hold every one of the words, newest day first. */
  search: (words: string) => readonly PaperFacts[]
}
