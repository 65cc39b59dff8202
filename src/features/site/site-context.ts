import type { Executor } from '../../query/executor.ts'
import type { PageBounds } from './bound-pages.ts'
import type { Subscriptions } from '../mail/pages/subscriptions.ts'

/** What every page is made from. */
export interface SiteContext {
  readonly executor: Executor
  readonly now: () => Temporal.Instant
  /** Base address of the Daily Papers' site, without a slash at its end: papers link there. */
  readonly source: string
  /** Base address that these pages have for others, without a slash at its end; null while it is not known. */
  readonly publicUrl: string | null
  /** True for pages that are written to files: what needs a server is left out. */
  readonly isStatic: boolean
  /** How many pages are made at once by a server, and how many wait. */
  readonly bounds?: PageBounds
  /** Told why a page could not be made. */
  readonly onError?: (error: Error) => void
  /** Address at which others find the data set; none without. */
  readonly dataset?: string
  /** Folder of the data set whose files are offered; none without. */
  readonly datasetFolder?: string
  /** What the pages about mails do; none where no mails are to be had. */
  readonly subscriptions?: Subscriptions
}
