/** Names that librdkafka has and Java has not; kafka-python's with underscores come in such files too. */
const KCAT_NAMES =
  /^(metadata\.broker\.list|ssl\.(ca|certificate|key)\.(location|pem)|sasl\.(mechanisms|username|password)|enable\.ssl\.certificate\.verification|[a-z]+_[a-z_]+)$/
const JAVA_NAMES =
  /^(sasl\.jaas\.config|ssl\.truststore\..*|ssl\.keystore\.(type|key|certificate\.chain)|.*\.(de)?serializer)$/

/**
 * Reads `name=value` lines as kcat does (read_conf_file in kcat.c): blanks around a line are left out, `#` begins a
 * comment, a backslash is a backslash but before `:` and `=`. Null where the text is no such file, or as well one of
 * Java's, in which a backslash begins an escape.
 */
export function parseKcat(text: string): (readonly [string, string])[] | null {
  const entries: (readonly [string, string])[] = []
  for (const written of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    const line = written.trim()
    if (line === '' || line.startsWith('#')) continue
    const at = line.indexOf('=')
    if (at < 1) return null
    entries.push([
      line.slice(0, at).trimEnd(),
      line
        .slice(at + 1)
        .trimStart()
        .replaceAll(/\\([:=])/g, '$1'),
    ])
  }
  const names = entries.map(([name]) => name)
  return names.some((n) => KCAT_NAMES.test(n)) && !names.some((n) => JAVA_NAMES.test(n)) ? entries : null
}
