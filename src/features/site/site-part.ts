import type { Config } from '../../base/config.ts'
import type { App } from '../../commands/command.ts'
import type { Feature } from '../../feature.ts'
import type { SitePart } from './site-context.ts'

/** Settings as far as they can be told to another process. */
export type SiteConfig = Omit<Config, 'clock'>

/** A site that is being served, rather than written to files. */
export interface Live {
  readonly app: App
  readonly config: Config
}

/** A feature that adds pages to the site. */
export interface AddsPages extends Feature {
  /**
   * Calls `use` with what it adds, and closes afterwards what it held open.
   *
   * @param live null where the pages become files
   */
  readonly withSitePart: (
    config: SiteConfig,
    live: Live | null,
    use: (part: SitePart) => Promise<void>,
  ) => Promise<void>
}
