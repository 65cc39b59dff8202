import { beyondBound } from '../server/answer-api.ts'
import { jsonReply, plainReply, pageReply, type Reply } from '../server/reply.ts'
import { quotaHeaders, RATE_LIMITED_TEXT, type QuotaBucket } from '../server/quota.ts'
import { ALLOWING_ROBOTS, FORBIDDING_ROBOTS } from '../server/robots.ts'
import { CAPTCHA_PAGE, CDN_ERROR_PAGE, challengePage, LOGIN_PAGE } from './block-pages.ts'
import type { ReplyFault, RobotsFault } from './fault.ts'

/** The answer that a fault puts in place of the right one; undefined = none ever comes. */
export function faultReply(fault: ReplyFault, path: string, bucket: QuotaBucket): Reply | undefined {
  switch (fault.kind) {
    case 'rate-limit': {
      const state = {
        bucket: fault.bucket ?? bucket,
        limit: 100,
        remaining: 0,
        resetSeconds: fault.resetSeconds ?? 55,
        windowSeconds: 300,
      }
      return plainReply(429, RATE_LIMITED_TEXT, {
        ...((fault.rateLimitHeaders ?? true) && quotaHeaders(state)),
        ...(fault.policy !== undefined && { 'ratelimit-policy': fault.policy }),
        ...(fault.retryAfter !== undefined && { 'retry-after': fault.retryAfter }),
      })
    }
    case 'status':
      return plainReply(fault.status, `Fault with status ${fault.status}\n`, {
        ...(fault.retryAfter !== undefined && { 'retry-after': fault.retryAfter }),
      })
    case 'date-bound':
      return jsonReply(400, { error: beyondBound('date', fault.bound) })
    case 'redirect':
      return plainReply(fault.status ?? 302, 'Moved\n', { location: fault.to === 'loop' ? path : fault.to })
    case 'not-modified':
      return plainReply(304, '')
    case 'empty-body':
      return pageReply(fault.status ?? 200, '')
    case 'login-page':
      return pageReply(fault.status ?? 200, LOGIN_PAGE)
    case 'captcha-page':
      return pageReply(fault.status ?? 200, CAPTCHA_PAGE)
    case 'cdn-error':
      return pageReply(fault.status ?? 200, CDN_ERROR_PAGE)
    case 'waf-challenge':
      return pageReply(fault.status ?? 202, challengePage(fault.solvable ?? false), {
        'x-amzn-waf-action': 'challenge',
      })
    case 'robots':
      return robotsReply(fault.answer)
  }
  return undefined
}

function robotsReply(answer: RobotsFault['answer']): Reply | undefined {
  switch (answer) {
    case 'unavailable':
      return plainReply(503, 'Service Unavailable\n')
    case 'disallow':
      return plainReply(200, FORBIDDING_ROBOTS)
    case 'huge':
      return plainReply(200, `${'# padding\n'.repeat(104_858)}${ALLOWING_ROBOTS}`)
    case 'html':
      return pageReply(200, LOGIN_PAGE)
    case 'not-found':
      return plainReply(404, 'Not Found\n')
    case 'timeout':
      break
  }
  return undefined
}
