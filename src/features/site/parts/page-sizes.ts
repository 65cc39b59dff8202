/** Papers on a page of a list; a day's list is shown whole. */
export const MOST_LISTED = { day: 200, week: 100, month: 100, all: 100 } as const

/** Rising papers on a page. */
export const MOST_RISING = 50

/** Papers of a name on a page. */
export const MOST_NAMED = 100
