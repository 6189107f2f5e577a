import { type CollectWatch, progressText, watchCollections } from '../collect'
import { counted, currentLang, phrase } from '../words'
import { isWatched } from './cell'
import { liveDisplay } from './live'

/** A collection has its progress under the cell that began it, which its last line takes the place of. */
function watchCollection(topic: string): CollectWatch | null {
  if (!isWatched()) return null
  const line = liveDisplay()
  let messages = 0
  return {
    step: (progress) => {
      messages = progress.messages
      line.update(progressText(topic, progress))
    },
    end: (last) => line.done(last),
    broke: () =>
      line.done(
        phrase('collect.brokeOff', currentLang(), {
          topic,
          messages: counted(messages, 'message', currentLang()),
        }),
      ),
  }
}

watchCollections(watchCollection)
