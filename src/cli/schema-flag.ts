import { readFile } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { carnetError } from '../errors'
import { type Schema } from '../parse/schema'
import { schemaFromJson } from '../parse/schema-json'
import { students } from '../parse/students'

/** Schemas that need no file. */
const BUILT_IN: Readonly<Record<string, Schema<object>>> = { students }

/**
 * The schema of a flag: `students`, or a file of JSON, whose name is the schema's unless it gives one.
 * Throws SCHEMA_FILE_UNREADABLE, SCHEMA_JSON_INVALID, and what `schema` throws.
 */
export async function schemaFlag(text: string): Promise<Schema<object>> {
  if (Object.hasOwn(BUILT_IN, text)) return BUILT_IN[text]
  return schemaFromJson(jsonOf(await contentOf(text)), basename(text, extname(text)))
}

async function contentOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (e) {
    const reason = e instanceof Error ? e.message : String(e)
    throw carnetError('SCHEMA_FILE_UNREADABLE', { file, reason, builtIn: Object.keys(BUILT_IN) }, e)
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (e) {
    throw carnetError('SCHEMA_JSON_INVALID', { faults: [`it is no JSON (${(e as Error).message})`] }, e)
  }
}
