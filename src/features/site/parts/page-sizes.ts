/** Papers on a page of a list; a day's list is shown whole. */
export const MOST_LISTED = { day: 200, week: 50, month: 50, all: 50 } as const

/** Trending papers on a page. */
export const MOST_RISING = 50

/** Papers of a name on a page. */
export const MOST_NAMED = 50
