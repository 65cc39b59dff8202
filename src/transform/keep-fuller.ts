import type { Account, Organization } from '../model/records.ts'

/** Keeps one record per handle, filling what the first one lacked from the later ones. */
export function keepFuller<T extends Account | Organization>(known: Map<string, T>, record: T): void {
  const earlier = known.get(record.handle)
  if (!earlier) {
    known.set(record.handle, record)
    return
  }
  const present = Object.entries(earlier).filter(([, value]) => value !== null)
  known.set(record.handle, { ...record, ...Object.fromEntries(present) })
}
