import type { Account, Organization } from '../model/records.ts'

/** Keeps one record per key, by default its handle, filling gaps of the first from later ones. */
export function keepFuller<T extends Account | Organization>(
  known: Map<string, T>,
  record: T,
  key: string = record.handle,
): void {
  const earlier = known.get(key)
  if (!earlier) {
    known.set(key, record)
    return
  }
  if (!Object.values(earlier).includes(null)) return
  const present = Object.entries(earlier).filter(([, value]) => value !== null)
  known.set(key, { ...record, ...Object.fromEntries(present) })
}
