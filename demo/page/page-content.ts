import type { JsonObject } from './account-json.ts'
import type { Era } from './era.ts'

/** A page before it is written out: its JSON and its server-rendered part can still be changed apart. */
export interface PageContent {
  readonly era: Era
  /** Path of the page without host, such as "/papers/date/2025-09-22". */
  readonly path: string
  readonly title: string
  /** The hydration target with the JSON. */
  readonly target: 'DailyPapers' | 'PaperContent'
  readonly props: JsonObject
  /** Server-rendered HTML inside the target. */
  readonly body: string
  /** Server-rendered HTML after the target, outside of every component. */
  readonly after?: string
}

/** How the JSON is put on the page: where every reader looks for it, or in a way that no reader expects. */
export type BlobShape = 'attribute' | 'cut' | 'renamed-target' | 'moved-to-script' | 'gone'
