import { ConfigurationError } from '../../../base/errors.ts'
import type { Depot, Depots } from '../../warehouse/depots.ts'
import { bucketDepot } from './bucket-depot.ts'
import { folderDepot } from './folder-depot.ts'

/** Where new bodies go, and how buckets are come by. */
export interface DepotSettings {
  /** Address of a depot; null for the table. */
  readonly captures: string | null
  readonly s3Endpoint: string | null
  readonly s3Region: string
  readonly s3Key: string | null
  readonly s3Secret: string | null
  readonly s3Token: string | null
}

/** The depots that the settings give access to. Nothing is asked or made before a body is stored or read. */
export function openDepots(settings: DepotSettings): Depots {
  const open = new Map<string, Depot>()
  const at = (address: string): Depot => {
    const depot = open.get(address) ?? openDepot(address, settings)
    open.set(address, depot)
    return depot
  }
  return { at, current: () => (settings.captures === null ? null : at(settings.captures)) }
}

function openDepot(address: string, settings: DepotSettings): Depot {
  if (address.startsWith('file:')) return folderDepot(address)
  const { s3Endpoint, s3Region, s3Key, s3Secret, s3Token } = settings
  if (s3Key === null || s3Secret === null)
    throw new ConfigurationError(
      `bodies lie in ${address}, and ${s3Key === null ? 'AWS_ACCESS_KEY_ID' : 'AWS_SECRET_ACCESS_KEY'} is not set: ` +
        'set both; see "npx paperboy config"',
    )
  return bucketDepot(address, {
    endpoint: s3Endpoint,
    region: s3Region,
    accessKeyId: s3Key,
    secretAccessKey: s3Secret,
    sessionToken: s3Token,
  })
}
