/** A robots.txt that lets everybody crawl everything. */
export const ALLOWING_ROBOTS = 'User-agent: *\nAllow: /\n'

/** A robots.txt that forbids everything to everybody. */
export const FORBIDDING_ROBOTS = 'User-agent: *\nDisallow: /\n'
