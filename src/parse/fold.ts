/** Letters that Unicode does not take apart into a letter and a mark. */
const LIGATURES: Readonly<Record<string, string>> = { œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o', ł: 'l', đ: 'd' }

/**
 * A name without what producers write differently: accents, case, spaces, `_`, `-` and other signs. `Prénom`,
 * `PRENOM` and `pre_nom` all fold to `prenom`; `firstName` and `first name` to `firstname`.
 */
export function fold(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[œæßøłđ]/g, (c) => LIGATURES[c] ?? c)
    .replace(/[^\p{L}\p{N}]/gu, '')
}
