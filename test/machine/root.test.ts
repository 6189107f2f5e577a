import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot } from '../../src/machine'

test('the root is the folder that holds package.json', () => {
  expect(projectRoot()).toBe(join(__dirname, '..', '..'))
})
