import { describe, expect, test } from 'vitest'
import { FakeTopic } from './fake-topic'
import { begin, collectAll, lines, tempStore, until } from './support'

const ROWS = 'SELECT partition, offset, nom, age FROM students ORDER BY 1, 2, row'
const REJECTS = 'SELECT partition, offset, code FROM rejects ORDER BY 1, 2'

/** What one collection without a stop makes of the topic, and what one makes that is begun again after each message. */
async function bothWays(topic: FakeTopic) {
  const whole = tempStore()
  await collectAll(topic, whole)
  const pieces = tempStore()
  for (let n = topic.records().length; n > 0; n--) await collectAll(topic, pieces, { limit: 1 })
  return [whole, pieces].map((store) => ({ rows: lines(store, ROWS), rejects: lines(store, REJECTS) }))
}

describe('lines of CSV', () => {
  test('have the header that came before the collection was begun again', async () => {
    const topic = new FakeTopic('message', 2)
    topic.send(0, 'nom;prenom;age;filiere', 'A;a;20;x', 'B;b;21;x')
    topic.send(1, 'age,nom,prenom,filiere\n30,C,c,x', '31,D,d,x', 'filiere|nom|prenom|age', 'x|E|e|32')
    const [whole, pieces] = await bothWays(topic)
    expect(pieces).toEqual(whole)
    expect(whole).toEqual({
      rows: [
        [0n, 1n, 'A', 20n],
        [0n, 2n, 'B', 21n],
        [1n, 0n, 'C', 30n],
        [1n, 1n, 'D', 31n],
        [1n, 3n, 'E', 32n],
      ],
      rejects: [],
    })
  })

  test('of a partition without a header are rejects, both ways, and the beginning is read again once', async () => {
    const topic = new FakeTopic('message')
    topic.send(0, 'A;a;20;x', 'B;b;21;x', 'C;c;22;x')
    const [whole, pieces] = await bothWays(topic)
    expect(pieces).toEqual(whole)
    expect(whole.rejects.map(([, , code]) => code)).toEqual(Array(3).fill('CSV_HEADER_UNKNOWN'))
  })

  test('in two cells, which are text like any other without their header', async () => {
    const topic = new FakeTopic('message')
    topic.send(0, 'nom,age', 'A,20', 'B,21')
    const [whole, pieces] = await bothWays(topic)
    expect(pieces).toEqual(whole)
    // Without the other two fields they are rejects, for that reason.
    expect(whole.rejects.map(([, , code]) => code)).toEqual(['FIELD_MISSING', 'FIELD_MISSING'])
  })

  test('have the header of the options where one is given', async () => {
    const topic = new FakeTopic('message')
    topic.send(0, 'A;a;20;x', 'B;b;21;x')
    const store = tempStore()
    const csvHeader = ['nom', 'prenom', 'age', 'filiere']
    for (let i = 0; i < 2; i++) await collectAll(topic, store, { limit: 1, parse: { csvHeader } })
    expect(lines(store, ROWS)).toEqual([
      [0n, 0n, 'A', 20n],
      [0n, 1n, 'B', 21n],
    ])
  })

  test('of a topic made anew have nothing from the one before', async () => {
    const topic = new FakeTopic('message')
    topic.send(0, 'nom;prenom;age;filiere', 'A;a;20;x')
    const store = tempStore()
    const { collection } = begin(topic, store, { follow: true })
    await until(collection, (p) => p.messages === 2)
    topic.make(1)
    topic.send(0, 'B;b;21;x', 'C;c;22;x', 'D;d;23;x')
    await until(collection, (p) => p.messages === 5)
    await collection.stop()
    expect(lines(store, REJECTS)).toHaveLength(3)
  })
})
