import { type Provenance, provenanceText } from '../provenance'
import { type Fact, FACTS_MIME, type FactSheet } from '../show'
import { type Notebook } from './nbformat'

/** What the outputs of a notebook tell of its run, in their order; each thing once, as it was told last. */
export interface RunFacts {
  readonly facts: readonly Fact[]
  /** The versions that told them: `carnet 0.1.0`, `Node 20.19.0`. */
  readonly versions: readonly string[]
}

type FactOf<K extends Fact['fact']> = Extract<Fact, { fact: K }>

/** The facts of one kind. */
export const factsOfKind = <K extends Fact['fact']>({ facts }: RunFacts, kind: K): FactOf<K>[] =>
  facts.filter((f): f is FactOf<K> => f.fact === kind)

/** Reads the facts in the outputs of a notebook. An output that another program wrote there is left out. */
export function readFacts({ cells }: Notebook): RunFacts {
  const facts = new Map<string, Fact>()
  const versions = new Set<string>()
  for (const cell of cells) {
    if (cell.cell_type !== 'code') continue
    for (const output of cell.outputs) {
      if (!('data' in output)) continue
      const sheet = sheetIn(output.data[FACTS_MIME])
      if (sheet === null) continue
      versions.add(`carnet ${sheet.carnet}`).add(`Node ${sheet.node}`)
      for (const fact of sheet.facts) facts.set(identity(fact), fact)
    }
  }
  return { facts: [...facts.values()], versions: [...versions] }
}

function sheetIn(value: unknown): FactSheet | null {
  try {
    const { carnet, node, facts } = value as FactSheet
    if (typeof carnet !== 'string' || typeof node !== 'string') return null
    return { carnet, node, facts: facts.map(withOffsets) }
  } catch {
    // Not of the form that `show` writes: it tells nothing.
    return null
  }
}

/** Offsets are numbers again. */
function withOffsets(fact: Fact): Fact {
  if (!('provenance' in fact) || fact.provenance === null) return fact
  const provenance = read(fact.provenance)
  // Throws here where it is no provenance, so that nothing after this has to look.
  provenanceText(provenance)
  return { ...fact, provenance }
}

const read = (p: Provenance): Provenance => ({
  ...p,
  ranges: p.ranges.map((r) => ({ ...r, from: BigInt(r.from), to: BigInt(r.to) })),
  ...(p.joined && { joined: p.joined.map((other) => other && read(other)) }),
})

/** Two outputs that show the same thing tell one fact. */
function identity(fact: Fact): string {
  switch (fact.fact) {
    case 'provenance':
      return JSON.stringify(['provenance', provenanceText(fact.provenance)])
    case 'parsed':
      return JSON.stringify(['parsed', fact.schema, provenanceText(fact.provenance)])
    case 'figures':
      return JSON.stringify([
        'figures',
        fact.by,
        fact.of,
        fact.filter,
        fact.provenance && provenanceText(fact.provenance),
      ])
    case 'saved':
      return JSON.stringify(['saved', fact.file, fact.run])
  }
}
