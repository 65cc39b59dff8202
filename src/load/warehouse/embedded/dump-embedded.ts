import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Session } from './session.ts'
import { DUMPS, writeDump } from './write-dump.ts'

/**
 * Dumps an embedded database, unless its newest dump is recent enough.
 *
 * @returns the dump's path, or null when nothing was done
 */
export async function dumpUnlessYoung(
  session: Session,
  folder: string,
  leastHours: number,
): Promise<string | null> {
  const made = await stat(join(folder, DUMPS[0])).catch(() => null)
  if (made && leastHours > 0) {
    const [row] = await session.rows(
      `select extract(epoch from clock_timestamp())::float8 - ${made.mtimeMs / 1000} as age`,
    )
    if (Number(row?.['age']) < leastHours * 3600) return null
  }
  return writeDump(session, folder)
}
