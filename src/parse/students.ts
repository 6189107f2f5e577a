import { integer, schema, text } from './schema'

/** The schema of the main notebook: what the sample's messages hold. */
export const students = schema(
  { nom: text(), prenom: text(), age: integer({ min: 0, max: 130 }), filiere: text() },
  { name: 'students' },
)
