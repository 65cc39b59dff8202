/*
 * What bench/site.ts sets the site beside: the same rows by one SELECT each, in a plain template without charts, notices
 * or remarks, as Datasette would show them. It prints its address: node bench/plain-site.ts DATABASE_URL
 */
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { html } from 'hono/html'
import postgres from 'postgres'

const client = postgres(process.argv[2] ?? '', { max: 5 })
const app = new Hono()

const table = (title: string, rows: readonly Record<string, unknown>[]) =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <title>${title}</title>
      </head>
      <body>
        <h1>${title}</h1>
        <table>
          <tr>
            ${Object.keys(rows[0] ?? {}).map((name) => html`<th>${name}</th>`)}
          </tr>
          ${rows.map(
            (row) =>
              html`<tr>
                ${Object.values(row).map((value) => html`<td>${typeof value === 'string' ? value : JSON.stringify(value)}</td>`)}
              </tr>`,
          )}
        </table>
      </body>
    </html>`

app.get('/', async (c) =>
  c.html(
    table('today', [
      ...(await client`
        select * from paper_days
        where day = (select max(day) from coverage where loaded > 0) and gone_at is null order by rank limit 15`),
    ]),
  ),
)
app.get('/day/:day', async (c) =>
  c.html(
    table(c.req.param('day'), [
      ...(await client`
        select * from paper_days where day = ${c.req.param('day')}::date and gone_at is null order by rank, paper_id`),
    ]),
  ),
)
app.get('/month/:month', async (c) =>
  c.html(
    table(c.req.param('month'), [
      ...(await client`
        select * from paper_days
        where day between ${`${c.req.param('month')}-01`}::date
          and (${`${c.req.param('month')}-01`}::date + interval '1 month' - interval '1 day')::date and gone_at is null
        order by upvotes desc nulls last, paper_id limit 100`),
    ]),
  ),
)
app.get('/trending', async (c) =>
  c.html(
    table('trending', [
      ...(await client`
        select d.* from trending_at(${process.env['PAPERBOY_NOW'] ?? ''}::text::timestamptz, 50) t
        join paper_details d on d.paper_id = t.paper_id order by t.place`),
    ]),
  ),
)
app.get('/search', async (c) =>
  c.html(
    table('search', [
      ...(await client`
        select d.* from (
          select paper_id from paper_words w
          where w.search @@ search_query(${c.req.query('q') ?? ''})
          order by ts_rank_cd(w.search, search_query(${c.req.query('q') ?? ''})) desc, paper_id limit 20
        ) w join paper_details d on d.paper_id = w.paper_id`),
    ]),
  ),
)
app.get('/paper/:id', async (c) =>
  c.html(
    table(c.req.param('id'), [
      ...(await client`
        select d.*, (select json_agg(h) from snapshots h where h.paper_id = d.paper_id) as history
        from paper_details d where d.paper_id = ${c.req.param('id')}`),
    ]),
  ),
)
app.get('/author/:name', async (c) =>
  c.html(
    table(c.req.param('name'), [
      ...(await client`
        select d.* from author_papers a join paper_details d on d.paper_id = a.paper_id
        where a.author = ${c.req.param('name')} order by d.submitted_at desc limit 100`),
    ]),
  ),
)
app.get('/organization/:name', async (c) =>
  c.html(
    table(c.req.param('name'), [
      ...(await client`
        select * from paper_details where organization = ${c.req.param('name')} order by submitted_at desc limit 100`),
    ]),
  ),
)
app.get('/coverage', async (c) =>
  c.html(table('coverage', [...(await client`select * from coverage order by day desc limit 1200`)])),
)

const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }) as Server
await once(server, 'listening')
console.log(JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }))
