import type { Config } from '../../../base/config.ts'
import type { Warehouse } from '../../../load/warehouse/warehouse.ts'

/** Makes the queues, or brings them up to date, over the direct way where one is set; else whoever opens them does. */
export async function makeQueues(config: Config, warehouse: Warehouse): Promise<void> {
  if (config.directDatabaseUrl === null) return
  const { openQueue } = await import('../queue/open-queue.ts')
  const { withDirect } = await import('../../../load/warehouse/with-direct.ts')
  await withDirect(config, warehouse, async (direct) => (await openQueue(direct)).close())
}
