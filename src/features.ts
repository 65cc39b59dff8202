import type { Feature } from './feature.ts'
import { dataset } from './features/dataset/feature.ts'
import { feed } from './features/feed/feature.ts'
import { mail } from './features/mail/feature.ts'
import { mcp } from './features/mcp/feature.ts'
import { shell } from './features/shell/feature.ts'
import { site } from './features/site/feature.ts'
import { watch } from './features/watch/feature.ts'
import { workers } from './features/workers/feature.ts'

/** All features. Without a line here, and without its folder, the rest works as before. */
export const FEATURES: readonly Feature[] = [workers, site, feed, mail, dataset, mcp, watch, shell]
