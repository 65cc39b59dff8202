import type { Context } from 'hono'

const TITLES = {
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
} as const

export type ProblemStatus = keyof typeof TITLES

/** An answer that says what is wrong (RFC 9457). */
export function problem(
  c: Context,
  status: ProblemStatus,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return c.body(
    JSON.stringify({ type: 'about:blank', title: TITLES[status], status, detail, instance: c.req.path }),
    status,
    { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', ...headers },
  )
}
