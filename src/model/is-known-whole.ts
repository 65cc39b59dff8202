/**
 * True when papers missing from a reading are gone from the list: it was complete, and no entry is in quarantine, which may
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
