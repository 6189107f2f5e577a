import { type NewGap } from '../store/appending'
import { currentLang, phrase } from '../words'
import { spanText } from './lines'
import { type CollectTally } from './tally'

/** What happens to a collection: said to people, and kept for what it returns. */
export class CollectLog {
  constructor(
    private readonly topic: string,
    private readonly tally: CollectTally,
    readonly say: (line: string) => void,
  ) {}

  tell(sentence: string): void {
    this.tally.note(sentence)
    this.say(sentence)
  }

  /** Messages that expired before they were collected. */
  gaps(gaps: readonly NewGap[]): void {
    for (const gap of gaps) {
      this.tally.gap(gap)
      const place = `${this.topic}[${gap.partition}]`
      this.say(phrase('collect.expired', currentLang(), { place, range: spanText(gap) }))
    }
  }
}
