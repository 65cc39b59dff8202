import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type BodyStoreSettings,
  openBodyStores,
} from '../../../load/captures/body-stores/open-body-stores.ts'
import { failure, failureOf, type Finding, well } from '../../../base/finding.ts'

/** A hash that no body has: a working body store answers that it lacks it. */
const NOTHING = '0'.repeat(64)

/** Checks that the folder or bucket for response bodies can be reached. Stores nothing in it. */
export async function checkBodyStore(settings: BodyStoreSettings): Promise<Finding> {
  const { captures } = settings
  if (captures === null) return well('captures', 'bodies are in the database')
  try {
    await openBodyStores(settings).current()?.get(NOTHING)
    return captures.startsWith('file:')
      ? await folderFinding(fileURLToPath(captures))
      : well('captures', `${captures} answers`)
  } catch (error) {
    return failureOf('captures', error)
  }
}

async function folderFinding(folder: string): Promise<Finding> {
  let at = folder
  while (at !== dirname(at) && !(await isThere(at))) at = dirname(at)
  const isUsable =
    (await stat(at)).isDirectory() &&
    (await access(at, constants.W_OK | constants.X_OK).then(
      () => true,
      () => false,
    ))
  if (!isUsable)
    return failure(
      'captures',
      `${folder} ${at === folder ? 'may not be written' : `can't be made in ${at}`}`,
      'set PAPERBOY_CAPTURES to a folder that you may write; see "npx paperboy config"',
    )
  return well('captures', at === folder ? folder : `${folder}, not there yet: the first response makes it`)
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
