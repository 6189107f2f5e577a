import { createRequire } from 'node:module'
import type * as Forge from 'node-forge'
import { certificateBlock, keyBlock } from './pem'

/** What a store holds, each as a PEM block; `password` and `damaged` say why there is nothing. */
export type OpenedStore =
  | { readonly certificates: readonly string[]; readonly privateKeys: readonly string[] }
  | 'password'
  | 'damaged'

/**
 * Opens a PKCS#12 store (RFC 7292) as keytool and OpenSSL make them: a keystore with a key and its chain, or a
 * truststore with certificates alone. Node opens one only to use it, and only with a key in it.
 */
export function openPkcs12(bytes: Buffer, password: string): OpenedStore {
  const { asn1, pki } = loadForge()
  let store
  try {
    store = open(asn1.fromDer(bytes.toString('binary')), password)
  } catch (e) {
    return /password|decrypt/i.test((e as Error).message) ? 'password' : 'damaged'
  }
  const bags = store.safeContents.flatMap((c) => c.safeBags)
  const { certBag, keyBag, pkcs8ShroudedKeyBag } = pki.oids
  const der = (content: Forge.asn1.Asn1): Buffer => Buffer.from(asn1.toDer(content).getBytes(), 'binary')
  // A certificate or key of a kind that forge does not know (elliptic curves) is left as it was read.
  return {
    certificates: bags
      .filter((b) => b.type === certBag)
      .map(({ cert, asn1: read }) => certificateBlock(der(cert ? pki.certificateToAsn1(cert) : read))),
    privateKeys: bags
      .filter((b) => b.type === keyBag || b.type === pkcs8ShroudedKeyBag)
      .map(({ key, asn1: read }) =>
        keyBlock(der(key ? pki.wrapRsaPrivateKey(pki.privateKeyToAsn1(key)) : read)),
      ),
  }
}

/**
 * The seal of a store is made with its password in UTF-16, the encryption of the newer ones (PBES2) with UTF-8; forge
 * has one password for both. Where the letters make a difference, the second attempt goes without the seal.
 */
function open(content: Forge.asn1.Asn1, password: string): Forge.pkcs12.Pkcs12Pfx {
  const { pkcs12, util } = loadForge()
  try {
    return pkcs12.pkcs12FromAsn1(content, false, password)
  } catch (e) {
    const utf8 = util.encodeUtf8(password)
    const parts = content.value
    if (utf8 === password || typeof parts === 'string') throw e
    try {
      return pkcs12.pkcs12FromAsn1({ ...content, value: parts.slice(0, 2) }, false, utf8)
    } catch {
      throw e
    }
  }
}

const loadForge = (): typeof Forge => createRequire(__filename)('node-forge') as typeof Forge
