import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Hono } from 'hono'
import { cacheControl } from './cache-control.ts'
import type { SiteContext } from './site-context.ts'

/** Pictures and scripts that pages name; files have the scripts of their search too. */
const FILES = [
  ['icon.svg', 'image/svg+xml'],
  ['paperboy.js', 'text/javascript'],
] as const
const STATIC_FILES = [
  ['static-search.js', 'text/javascript'],
  ['search-words.js', 'text/javascript'],
] as const

/** What is there without a look at the warehouse. */
export function fileRoutes({ isStatic }: SiteContext): Hono {
  const routes = new Hono()
  for (const [name, type] of [...FILES, ...(isStatic ? STATIC_FILES : [])]) {
    const body = readFileSync(join(import.meta.dirname, 'files', name))
    routes.get(`/${name}`, (c) =>
      c.body(body, 200, { 'Content-Type': type, 'Cache-Control': cacheControl(true) }),
    )
  }
  return routes
}
