import { join } from 'node:path'
import type { Config } from '../../../base/config.ts'
import { ConfigurationError } from '../../../base/errors.ts'
import { valuesOf } from '../../../base/setting.ts'
import { userAgent } from '../../../base/version.ts'
import { SITE_SETTINGS } from '../settings.ts'
import { pictureFetcher } from './fetch-picture.ts'
import { openPictureStore, type PictureStore } from './picture-store.ts'

/**
 * The pictures of the data folder; undefined where they are set off, or the folder can't be written.
 *
 * @param note told why there are none
 */
export async function sitePictures(
  config: Config,
  note: (sentence: string) => void,
): Promise<PictureStore | undefined> {
  const { pictures } = valuesOf(config, SITE_SETTINGS)
  if (pictures === 0) return undefined
  try {
    return await openPictureStore({
      folder: join(config.home, 'pictures'),
      mostBytes: pictures * 1_000_000,
      fetchPicture: pictureFetcher({ site: config.site, userAgent: userAgent(config.contact) }),
      now: () => config.clock.now(),
    })
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    note(`pages are without pictures: ${error.message}`)
    return undefined
  }
}
