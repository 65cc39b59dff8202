import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { findBrowser } from '../../../crawl/render-page.ts'
import { type Finding, failure, warning, well } from '../../../base/finding.ts'

/** Looks for a browser for pages that only a browser gets. Does not start it. */
export async function checkBrowser(configured: string | null): Promise<Finding> {
  const found = findBrowser(configured)
  if (found === null && configured === null)
    return warning(
      'browser',
      'none in a usual place: pages that only a browser gets stay pending, all others are fetched',
      'install one, such as with "apt-get install chromium", or name its program in PAPERBOY_BROWSER',
    )
  const next = 'correct PAPERBOY_BROWSER, or unset it for one in a usual place'
  if (found === null) return failure('browser', `${configured} is not there`, next)
  const canStart = await access(found, constants.X_OK).then(
    async () => (await stat(found)).isFile(),
    () => false,
  )
  return canStart
    ? well('browser', found)
    : failure('browser', `${found} can't be started: it is not a program, or you may not run it`, next)
}
