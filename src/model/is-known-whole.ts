/**
 * True when what a reading of a list lacks is gone from it: the list came whole, and no entry is in quarantine, which may
 * be any of the papers that seem to be missing.
 */
export function isKnownWhole({
  complete,
  rejected,
}: {
  readonly complete: boolean
  readonly rejected: number
}): boolean {
  return complete && rejected === 0
}
