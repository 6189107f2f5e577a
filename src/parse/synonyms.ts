import { fold } from './fold'

/**
 * Names that producers use for the same thing, in French and English, folded. They are looked at only for a field that
 * no message name fits otherwise, and every use is reported. A name with several meanings (`name`, `id`, `score`) is in
 * no group: `.synonyms()` of the field is there for it.
 */
const GROUPS: readonly (readonly string[])[] = [
  ['nom', 'nomdefamille', 'lastname', 'surname', 'familyname'],
  ['prenom', 'firstname', 'givenname', 'forename'],
  ['age', 'ageans', 'ageyears', 'ageinyears'],
  ['filiere', 'departement', 'department', 'dept', 'major', 'fieldofstudy'],
  ['note', 'moyenne', 'grade', 'gpa', 'mark'],
  ['email', 'mail', 'courriel', 'emailaddress', 'adresseemail'],
  ['ville', 'city'],
]

const GROUP_OF: ReadonlyMap<string, readonly string[]> = new Map(
  GROUPS.flatMap((group) => group.map((name): [string, readonly string[]] => [name, group])),
)

/** The other names, folded, that are commonly used for what `name` is; none for a name that is in no group. */
export function commonNames(name: string): readonly string[] {
  const folded = fold(name)
  return (GROUP_OF.get(folded) ?? []).filter((other) => other !== folded)
}
