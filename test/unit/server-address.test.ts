import { describe, expect, test } from 'vitest'
import { checkServerAddress } from '../../src/load/warehouse/server-address.ts'
import { urlPerHost } from '../../src/model/server-hosts.ts'
import { withoutPassword } from '../../src/model/without-password.ts'

describe('the address of a server', () => {
  test.each([
    ['postgres://u:secret@h1:5432/db', 'postgres://u:***@h1:5432/db'],
    ['postgres://u:secret@h1:5432,h2:5433/db', 'postgres://u:***@h1:5432,h2:5433/db'],
    [
      'postgres://u:secret@h1,h2:5433,h3/db?sslmode=require',
      'postgres://u:***@h1,h2:5433,h3/db?sslmode=require',
    ],
    ['postgresql://u:s%40cr,et@[::1]:5432,[fe80::2]/db', 'postgresql://u:***@[::1]:5432,[fe80::2]/db'],
    ['postgres://u@h1,h2/db?password=secret', 'postgres://u@h1,h2/db?password=***'],
    ['postgres://h1:1,h2:2/db', 'postgres://h1:1,h2:2/db'],
    ['smtps://me:secret@mail.example.org', 'smtps://me:***@mail.example.org'],
    ['postgres://u:secret@h1:x,h2/db', null],
    ['no url: secret', null],
  ])('is shown without its password: %s', (url, shown) => {
    expect(withoutPassword(url)).toBe(shown)
  })

  test('is one for each of its hosts', () => {
    expect(urlPerHost('postgres://u:a,b@h1:1,[::1]:2,h3/db?x=1,2')).toEqual([
      'postgres://u:a,b@h1:1/db?x=1,2',
      'postgres://u:a,b@[::1]:2/db?x=1,2',
      'postgres://u:a,b@h3/db?x=1,2',
    ])
  })

  test.each([
    ['postgres://u:secret@h1:5432,h2:no/db', /port in DATABASE_URL is not a number/],
    ['postgres://u:secret@h1:5432,h2:70000/db', /port in DATABASE_URL is not a number/],
    ['postgres://u:secret@h1:5432,h 2/db', /is not a valid address/],
    ['postgres://u:secret@h1:5432,h2:5433', /names no database \(host h1:5432,h2:5433\)/],
    ['postgres://u:secret@h1,h2/db?target_session_attrs=master', /target_session_attrs=master.*read-write/],
  ])('is refused without its password: %s', (url, sentence) => {
    expect(() => checkServerAddress(url)).toThrow(sentence)
    expect(() => checkServerAddress(url)).not.toThrow(/secret/)
  })
})
