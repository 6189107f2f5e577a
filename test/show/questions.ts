import { col, count, first, max, mean, median, min, sd, sum } from '../../src/query'
import { descending, from } from '../../src/question'
import { table } from './values'

const rows = table({
  filiere: ['text', ['Biologie', 'Biologie', 'Physique', null, 'Informatique']],
  age: ['integer', [23, 25, 19, 31, 22]],
  note: ['number', [12.345678, 9.5, null, 20, 0.004]],
  vu: ['timestamp', [1764000000000, 0, null, 1, 2]],
})
const all = from(rows)

export const question = all
  .where(col('age').gt(20))
  .groupBy('filiere')
  .summarise({
    n: count(),
    mean: mean('note'),
    min: min('note'),
    max: max('note'),
    sd: sd('note'),
    median: median('note'),
  })
export const answer = question.run(rows)
export const emptyAnswer = all.where(col('age').gt(99)).groupBy('filiere').summarise({ n: count() }).run(rows)
export const pieces = all.histogram('age', { width: 5 }).run(rows)
export const chosen = all
  .derive({ double: col('age').mul(2), late: col('vu').gt(1) })
  .orderBy(descending('age'))
  .limit(2)
  .run(rows)
export const manyTypes = all
  .summarise({
    total: sum('age'),
    name: first('filiere'),
    seen: max('vu'),
    big: sum(col('age').mul(2n ** 60n)),
  })
  .run(rows)
