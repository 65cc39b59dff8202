import { expect, test } from 'vitest'
import { loadConfig } from '../../src/base/config.ts'
import { objectUrl } from '../../src/load/captures/body-stores/bucket-body-store.ts'
import { pathInStore } from '../../src/load/warehouse/body-stores.ts'
import { openBodyStores } from '../../src/load/captures/body-stores/open-body-stores.ts'

const HASH = 'abcd'.repeat(16)
const BELOW = `ab/cd/${HASH}.zst`

test.each([
  ['s3://papers/bodies/de', 'http://127.0.0.1:9000/', `http://127.0.0.1:9000/papers/bodies/de/${BELOW}`],
  ['s3://papers', null, `https://papers.s3.eu-west-1.amazonaws.com/${BELOW}`],
  ['s3://my.papers/x', null, `https://s3.eu-west-1.amazonaws.com/my.papers/x/${BELOW}`],
])('%s at %s has its objects at %s', (address, endpoint, url) => {
  expect(objectUrl(address, { endpoint, region: 'eu-west-1' }, pathInStore(HASH))).toBe(url)
})

test.each([
  ['table', null],
  ['./bodies/', 'file:///srv/paperboy/bodies'],
  ['/mnt/a b', 'file:///mnt/a%20b'],
  ['file:///mnt/bodies', 'file:///mnt/bodies'],
  ['s3://papers/bodies/', 's3://papers/bodies'],
])('captures set to %s mean %s', async (given, address) => {
  expect((await loadConfig({ env: { PAPERBOY_CAPTURES: given }, cwd: '/srv/paperboy' })).captures).toBe(
    address,
  )
})

test.each(['https://papers.example', 's3://', 's3://Papers', 's3://papers/a b', 'gs://papers'])(
  '%s is no place for bodies, and is told as that',
  async (given) => {
    await expect(loadConfig({ env: { PAPERBOY_CAPTURES: given }, cwd: '/' })).rejects.toThrow(
      /setting captures from environment PAPERBOY_CAPTURES: got .*expected table, a folder such as/,
    )
  },
)

test('a bucket without its key is told before anything is asked', async () => {
  const config = await loadConfig({
    env: { PAPERBOY_CAPTURES: 's3://papers', AWS_ACCESS_KEY_ID: 'AK' },
    cwd: '/',
  })
  expect(() => openBodyStores(config).current()).toThrow(
    /bodies lie in s3:\/\/papers, and AWS_SECRET_ACCESS_KEY is not set/,
  )
})
