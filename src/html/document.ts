export interface DocumentParts {
  readonly lang: string
  /** As HTML: escaped. */
  readonly title: string
  /** Its Content-Security-Policy. */
  readonly policy: string
  /** Its style sheet. */
  readonly style: string
  /** Attributes of its body, with a space before them. */
  readonly attributes?: string
  /** As HTML. */
  readonly body: string
}

/** A whole page that stands by itself: its head says what it may do, and that it tells nobody where it was opened. */
export const htmlDocument = ({ lang, title, policy, style, attributes = '', body }: DocumentParts): string =>
  `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="carnet">
<title>${title}</title>
<style>${style}</style>
</head>
<body${attributes}>
${body}
</body>
</html>
`
