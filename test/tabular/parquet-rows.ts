import { readFileSync } from 'node:fs'

/** The rows of a Parquet file as the library reads them: whole numbers as bigints, moments and days as dates. */
export async function parquetRows(file: string): Promise<Record<string, unknown>[]> {
  const { parquetReadObjects } = await import('hyparquet')
  return parquetReadObjects({ file: parquetBytesOf(file) })
}

/** A file as the library takes it. */
export function parquetBytesOf(file: string): ArrayBuffer {
  return new Uint8Array(readFileSync(file)).buffer
}
