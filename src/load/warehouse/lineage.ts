/** Columns that say who wrote a row, from which capture, and when what it holds was seen. */
export interface Lineage {
  readonly run_id: string
  readonly capture_id: string
  readonly observed_at: string
}
