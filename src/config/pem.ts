const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([^]*?)-----END \1-----/g

export const isPem = (text: string): boolean => text.includes('-----BEGIN ')

export const certificateBlocks = (pem: string): string[] => pemBlocks(pem, /^(TRUSTED |X509 )?CERTIFICATE$/)

export const keyBlocks = (pem: string): string[] => pemBlocks(pem, /PRIVATE KEY$/)

export const certificateBlock = (der: Buffer): string => block('CERTIFICATE', der.toString('base64'))

/** Of a key in PKCS#8. */
export const keyBlock = (der: Buffer): string => block('PRIVATE KEY', der.toString('base64'))

export const isEncryptedKey = (pem: string): boolean => /BEGIN ENCRYPTED|Proc-Type: 4,ENCRYPTED/.test(pem)

/** The blocks of that kind, each with its lines as OpenSSL wants them: one-line PEM has `\n` or blanks instead. */
function pemBlocks(pem: string, kind: RegExp): string[] {
  return [...pem.replaceAll('\\r', '').replaceAll('\\n', '\n').matchAll(BLOCK)]
    .filter(([, label]) => kind.test(label))
    .map(([, label, body]) => block(label, body))
}

function block(label: string, body: string): string {
  // Headers of an encrypted key (`Proc-Type: …`) stand on lines of their own.
  const lines = body.includes(':')
    ? body.trim()
    : (body.replace(/\s+/g, '').match(/.{1,64}/g) ?? []).join('\n')
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`
}
