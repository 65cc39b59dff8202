import { ConfigurationError } from '../../../base/errors.ts'
import type { BodyStore, BodyStores } from '../../warehouse/body-stores.ts'
import { bucketBodyStore } from './bucket-body-store.ts'
import { folderBodyStore } from './folder-body-store.ts'

/** Where new bodies go, and how buckets are come by. */
export interface BodyStoreSettings {
  /** Address of a body store; null for the table. */
  readonly captures: string | null
  readonly s3Endpoint: string | null
  readonly s3Region: string
  readonly s3Key: string | null
  readonly s3Secret: string | null
  readonly s3Token: string | null
}

/** The body stores that the settings give access to. Nothing is asked or made before a body is stored or read. */
export function openBodyStores(settings: BodyStoreSettings): BodyStores {
  const open = new Map<string, BodyStore>()
  const at = (address: string): BodyStore => {
    const bodyStore = open.get(address) ?? openBodyStore(address, settings)
    open.set(address, bodyStore)
    return bodyStore
  }
  return { at, current: () => (settings.captures === null ? null : at(settings.captures)) }
}

function openBodyStore(address: string, settings: BodyStoreSettings): BodyStore {
  if (address.startsWith('file:')) return folderBodyStore(address)
  const { s3Endpoint, s3Region, s3Key, s3Secret, s3Token } = settings
  if (s3Key === null || s3Secret === null)
    throw new ConfigurationError(
      `bodies lie in ${address}, and ${s3Key === null ? 'AWS_ACCESS_KEY_ID' : 'AWS_SECRET_ACCESS_KEY'} is not set: ` +
        'set both; see "npx paperboy config"',
    )
  return bucketBodyStore(address, {
    endpoint: s3Endpoint,
    region: s3Region,
    accessKeyId: s3Key,
    secretAccessKey: s3Secret,
    sessionToken: s3Token,
  })
}
