import { type ReadPlan, type ReadProgress } from '../reading'
import { type ReadWatch, watchReads } from '../source/telling'
import { counted, currentLang, phrase } from '../words'
import { isWatched } from './cell'
import { progress } from './progress'

/** A read that lasts has its progress under the cell, which its last line takes the place of. */
function watchRead(plan: ReadPlan): ReadWatch | null {
  if (!isWatched()) return null
  const lang = currentLang()
  const offsets = Number(plan.plan.reduce((n, r) => n + (r.to > r.from ? r.to - r.from : 0n), 0n))
  const total = Math.min(offsets, plan.limit)
  const bar = progress(phrase('read.reading', lang, { topics: plan.topics.join(', ') }), { total })
  let messages = 0
  return {
    // Messages that a filter leaves out, and offsets without a message, are gone through all the same.
    progress: ({ records, done }: ReadProgress) => {
      messages = records
      bar.update(plan.limit < offsets ? records : Number(done))
    },
    end: (line) => bar.done(line),
    broke: () => bar.failed(phrase('read.broke', lang, { messages: counted(messages, 'message', lang) })),
  }
}

watchReads(watchRead)
