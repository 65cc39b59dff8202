import type { Config } from '../../../base/config.ts'
import type { Warehouse } from '../../../load/warehouse/warehouse.ts'

/** Creates or upgrades the queues, over the direct connection where one is set; otherwise whoever opens them does. */
export async function makeQueues(config: Config, warehouse: Warehouse): Promise<void> {
  if (config.directDatabaseUrl === null) return
  const { openQueue } = await import('../queue/open-queue.ts')
  const { withDirect } = await import('../../../load/warehouse/with-direct.ts')
  await withDirect(config, warehouse, async (direct) => (await openQueue(direct)).close())
}
