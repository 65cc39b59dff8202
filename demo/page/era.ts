/** How a page is built: the layout of 2024, Svelte 4 markup, or Svelte 5 markup with its comment markers. */
export type Era = '2024' | 'svelte4' | 'svelte5'

/** First and last day (both included) of listings that were seen in each layout. */
const ERA_SPANS = {
  '2024': { from: '2023-01-01', to: '2024-12-31', within: '2024-09-02' },
  svelte4: { from: '2025-01-01', to: '2026-03-16', within: '2025-09-26' },
  svelte5: { from: '2026-03-17', to: '9999-12-31', within: '2026-06-03' },
} as const

/** The layout in which the site served a day ("2025-09-22") while it was new. */
export function eraOfDay(day: string): Era {
  if (day <= ERA_SPANS['2024'].to) return '2024'
  return day <= ERA_SPANS.svelte4.to ? 'svelte4' : 'svelte5'
}

/**
 * The day whose JSON keys an entry has: its own when the layout is that of its time, else a typical day of the
 * layout that was asked for.
 */
export function keyDayOf(day: string, era: Era): string {
  const span = ERA_SPANS[era]
  return span.from <= day && day <= span.to ? day : span.within
}
