import { describe, expect, test } from 'vitest'
import { parseListing } from '../../src/model/listing.ts'

describe('the id of a paper, as typed', () => {
  test.each(['2509.24002', '0704.0001', '1412.6980', '1501.00001', 'site-7f3a'])('%s is asked for', (id) => {
    expect(parseListing(`paper:${id}`)).toEqual({ listing: { kind: 'paper', key: id } })
  })

  test('a version of arXiv is asked for as its paper', () => {
    expect(parseListing('paper:2509.24002v2')).toEqual({ listing: { kind: 'paper', key: '2509.24002' } })
  })

  test.each([
    '25',
    '2509.2400',
    '2509.240021',
    '2513.24002',
    '2500.24002',
    '1412.06980',
    '2509',
    'submit',
    '2509.24002.1',
  ])('%s, which no paper can have, is refused before it is asked for', (id) => {
    expect(parseListing(`paper:${id}`)).toEqual({
      problem: `"paper:${id}" is not a valid paper: expected an id of arXiv or of the site, or a link to the paper, as in paper:2509.24002`,
    })
  })
})
