import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import { Gauge, Histogram, Registry } from 'prom-client'

/** What is counted of requests. */
export interface RequestMeasures {
  readonly middleware: MiddlewareHandler
  readonly contentType: string
  /** All counts so far, as OpenMetrics text, with who works now. */
  readonly text: (now: WorkersNow) => Promise<string>
}

/** Workers that run queued jobs, and their active jobs. */
export interface WorkersNow {
  readonly workers: number
  readonly jobsActive: number
}

const SECONDS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

/** Counts requests and how long they took, by route, never by address: those are without end. */
export function measureRequests(): RequestMeasures {
  const registry = new Registry<typeof Registry.OPENMETRICS_CONTENT_TYPE>()
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)
  const seconds = new Histogram({
    name: 'paperboy_http_request_duration_seconds',
    help: 'How long requests took, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers: [registry],
  })
  const registers = [registry]
  const alive = new Gauge({
    name: 'paperboy_workers',
    help: 'Workers that run queued jobs now.',
    registers,
  })
  const active = new Gauge({
    name: 'paperboy_jobs_active',
    help: 'Active jobs of all workers.',
    registers,
  })
  return {
    contentType: registry.contentType,
    text: async ({ workers, jobsActive }) => {
      alive.set(workers)
      active.set(jobsActive)
      return registry.metrics()
    },
    middleware: async (c, next) => {
      const end = seconds.startTimer()
      await next()
      const method = c.req.method === 'GET' || c.req.method === 'HEAD' ? c.req.method : 'other'
      end({ method, route: routePath(c, -1), status: c.res.status })
    },
  }
}
