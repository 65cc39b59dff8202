import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Hono } from 'hono'
import { cacheControl } from './cache-control.ts'
import type { SiteContext } from './site-context.ts'

/** Pictures and scripts that pages name; files have the scripts of their search too. */
const FILES = [
  ['files/icon.svg', 'image/svg+xml'],
  ['files/paperboy.js', 'text/javascript'],
] as const
const STATIC_FILES = [
  ['files/static-search.js', 'text/javascript'],
  ['files/find-papers.js', 'text/javascript'],
  ['../../model/search-words.js', 'text/javascript'],
] as const

/** What is there without a look at the warehouse. */
export function fileRoutes({ isStatic }: SiteContext): Hono {
  const routes = new Hono()
  for (const [path, type] of [...FILES, ...(isStatic ? STATIC_FILES : [])]) {
    const body = withSiblings(readFileSync(join(import.meta.dirname, path), 'utf8'))
    routes.get(`/${basename(path)}`, (c) =>
      c.body(body, 200, { 'Content-Type': type, 'Cache-Control': cacheControl(true) }),
    )
  }
  return routes
}

/** A script that imports another one of these: here it lies in a folder of its own, for readers beside it. */
function withSiblings(body: string): string {
  return body.replaceAll(/from '(?:\.\.\/)+\w+\/([\w-]+\.js)'/g, "from './$1'")
}
