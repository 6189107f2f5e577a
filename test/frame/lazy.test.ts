import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { isFrame } from '../../src/frame'

test('importing frame.ts and asking isFrame does not load Danfo', () => {
  const { cache, resolve } = createRequire(__filename)
  expect(isFrame({})).toBe(false)
  expect(Object.keys(cache)).not.toContain(resolve('danfojs-node'))
})
