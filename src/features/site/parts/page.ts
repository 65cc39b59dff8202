import type { html } from 'hono/html'

/** A piece of markup whose values are escaped. */
export type Markup = Awaited<ReturnType<typeof html>>

/** What stands on a page, without what all pages have. */
export interface Page {
  /** Path from the root: `/day/2026-06-03`. */
  readonly path: string
  /** Without the site's name. */
  readonly title: string
  /** A sentence for search engines and cards. */
  readonly description: string
  /** Part of the site it belongs to, by its path in the navigation; null for none. */
  readonly section: string | null
  /** Feeds of what the page shows, by path from the root. */
  readonly feeds: readonly { readonly title: string; readonly path: string }[]
  readonly body: Markup | Promise<Markup>
  /** Path of the picture that stands for it; without one a card is drawn. */
  readonly picture?: string | undefined
  /** What it is to programs that read pages, by schema.org (JSON-LD). */
  readonly structured?: Readonly<Record<string, unknown>>
  /** True when what it shows will not change by itself any more: it may be kept longer. */
  readonly isSettled: boolean
  /** What it is answered with where that is not for who asks to tell: the address makes no sense. */
  readonly status?: 400
}
