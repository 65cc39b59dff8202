import { BlockList, isIP } from 'node:net'
import { z } from 'zod'
import type { Settings } from '../../base/setting.ts'

const EXPECTED = 'expected loopback, addresses and networks such as 10.0.0.0/8, with commas between, or none'

function isProxy(text: string): boolean {
  if (text === 'loopback') return true
  const [address = '', bits, ...rest] = text.split('/')
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
  return (
    rest.length === 0 && most >= 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most))
  )
}

/** A list in a file; in the environment its parts stand between commas. `none` is the empty list. */
const proxies = z.preprocess(
  (value) =>
    typeof value === 'string'
      ? value
          .split(',')
          .map((part) => part.trim())
          .filter((part) => part !== '' && part !== 'none')
      : value,
  z.array(z.string(EXPECTED).refine(isProxy, EXPECTED), { error: EXPECTED }),
)

/** Where the site is served, and what it keeps. */
export const SITE_SETTINGS = {
  trustedProxies: {
    env: 'PAPERBOY_TRUSTED_PROXIES',
    about:
      'reverse proxies of "site serve" whose X-Forwarded-For is believed: loopback, addresses, networks, or none; unset means that they are not known',
    secret: false,
    schema: proxies.nullable().default(null),
  },
  pictures: {
    env: 'PAPERBOY_PICTURES',
    about:
      'megabytes of papers\' pictures that "site" keeps in pictures/ of the data folder, fetched when they are first looked at; 0 fetches and shows none',
    secret: false,
    schema: z
      .union(
        [z.number(), z.string().regex(/^\d+$/).transform(Number)],
        'expected a whole number of megabytes, such as 500',
      )
      .refine(
        (value) => Number.isInteger(value) && value >= 0 && value <= 1_000_000,
        'expected 0 to 1,000,000',
      )
      .default(500),
  },
} as const satisfies Settings

/** The addresses of a setting, to look them up. */
export function proxyAddresses(given: readonly string[]): BlockList {
  const list = new BlockList()
  for (const text of given.flatMap((each) => (each === 'loopback' ? ['127.0.0.0/8', '::1'] : [each]))) {
    const [address = '', bits] = text.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}
