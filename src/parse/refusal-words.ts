/**
 * What readers say within the sentence of a refusal, in French: `{}` stands for any words, which are turned in the same way.
 * Of several that fit the first one counts.
 */
const FRENCH = {
  // Kinds of values.
  'an array': 'un tableau',
  'an array without an object': 'un tableau sans objet',
  'an object': 'un objet',
  'a string': 'un texte',
  'a number': 'un nombre',
  'a boolean': 'un booléen',
  'a moment': 'un instant',
  bytes: 'des octets',
  tabs: 'des tabulations',
  'an Avro container': 'un conteneur Avro',
  // How a number lies outside its range.
  'below {}': 'au-dessous de {}',
  'above {}': 'au-dessus de {}',
  // Texts.
  'the text ends where {} is expected': 'le texte finit là où il faut {}',
  '{} is expected': 'il faut {}',
  'a value': 'une valeur',
  'a digit': 'un chiffre',
  'a name': 'un nom',
  'a name in double quotes': 'un nom entre guillemets doubles',
  'a quote': 'un guillemet',
  'an element': 'un élément',
  'the end of {}': 'la fin de {}',
  '"," or {}': '"," ou {}',
  'nothing may follow the value': 'rien ne doit suivre la valeur',
  'nothing may follow the element': 'rien ne doit suivre l’élément',
  'the number is malformed': 'le nombre est mal formé',
  'a control character stands in a string': 'il y a un caractère de contrôle dans un texte',
  '{} is not followed by {} hexadecimal digits': '{} n’est pas suivi de {} chiffres hexadécimaux',
  four: 'quatre',
  '{} is no escape of JSON': '{} n’est pas un échappement de JSON',
  '{} is no entity of XML': '{} n’est pas une entité de XML',
  'the text ends within a string': 'le texte finit au milieu d’une chaîne',
  'the text ends within an element': 'le texte finit au milieu d’un élément',
  'the text ends within an attribute': 'le texte finit au milieu d’un attribut',
  'the text ends within a tag': 'le texte finit au milieu d’une balise',
  'the text ends within a cell in quotes': 'le texte finit au milieu d’une cellule entre guillemets',
  'something follows a cell in quotes': 'quelque chose suit une cellule entre guillemets',
  'the line has too many cells': 'la ligne a trop de cellules',
  'the comment does not end': 'le commentaire ne finit pas',
  'the instruction does not end': 'l’instruction ne finit pas',
  'the section of text does not end': 'la section de texte ne finit pas',
  'it nests too deep': 'l’emboîtement est trop profond',
  'a document type is not read': 'un type de document n’est pas lu',
  'text stands beside the elements': 'il y a du texte à côté des éléments',
  '"<" stands in an attribute': 'il y a "<" dans un attribut',
  // Binary formats.
  'it ends within a value': 'il finit au milieu d’une valeur',
  'it nests deeper than {} levels': 'il s’emboîte sur plus de {} niveaux',
  'something follows the value': 'quelque chose suit la valeur',
  'an end stands where a value is expected': 'il y a une fin là où il faut une valeur',
  'it has a length that there is not': 'il a une longueur qui n’existe pas',
  'a piece of it is of another type': 'un de ses morceaux est d’un autre type',
  'a name in it is neither text nor a number': 'un de ses noms n’est ni un texte ni un nombre',
  'a number in it is too long': 'un de ses nombres est trop long',
  'a number in it does not end': 'un de ses nombres ne finit pas',
  'an integer in it has more than 32 bits': 'un de ses entiers a plus de 32 bits',
  'a true or false in it is neither': 'un de ses booléens n’est ni vrai ni faux',
  'it has a simple value that means nothing here': 'il a une valeur simple qui n’a pas de sens ici',
  'an enum in it has no such symbol': 'une de ses énumérations n’a pas un tel symbole',
  'a union in it has no such branch': 'une de ses unions n’a pas une telle branche',
  'a block in it does not end with its mark': 'un de ses blocs ne finit pas par sa marque',
  'a block in it holds more than its values': 'un de ses blocs contient plus que ses valeurs',
  'a block in it cannot be inflated': 'un de ses blocs ne se décompresse pas',
  'it has more than {} bytes when inflated': 'il fait plus de {} octets une fois décompressé',
  'it holds more than {} rows': 'il contient plus de {} lignes',
  'it holds more than its schema says': 'il contient plus que son schéma ne dit',
  'it claims more values than its bytes can hold':
    'il annonce plus de valeurs que ses octets n’en contiennent',
  'it carries no schema': 'il ne porte pas de schéma',
  'it does not say of which type it is': 'il ne dit pas de quel type il est',
  'its bytes are not those of the type {} ({})': 'ses octets ne sont pas ceux du type {} ({})',
  'its compression {} is not read here': 'sa compression {} n’est pas lue ici',
  // Schemas.
  'its schema nests deeper than {} levels': 'son schéma s’emboîte sur plus de {} niveaux',
  'its schema has no type number {}': 'son schéma n’a pas de type numéro {}',
  'its schema has no type {}': 'son schéma n’a pas de type {}',
  'its schema is none: {} stands in it': 'son schéma n’en est pas un\u00a0: il contient {}',
  'its schema is marked as Avro and is no JSON': 'son schéma est marqué comme Avro et n’est pas du JSON',
  'its schema is marked as Protobuf and is not read ({})':
    'son schéma est marqué comme Protobuf et n’est pas lu ({})',
  'its schema is of the type {}, which is not read here': 'son schéma est du type {}, qui n’est pas lu ici',
  'no schema registry was configured when it was read':
    'aucun registre de schémas n’était configuré quand il a été lu',
  'the schema registry does not know it': 'le registre de schémas ne le connaît pas',
  'the schema registry does not know it ({})': 'le registre de schémas ne le connaît pas ({})',
  'the schema registry does not let {} see it': 'le registre de schémas refuse de le montrer à {}',
  you: 'vous',
  'the schema registry refuses it ({})': 'le registre de schémas le refuse ({})',
  'the read was stopped before the schema was there': 'la lecture a été arrêtée avant que le schéma soit là',
  'what it refers to is not named as a registry does':
    'ce à quoi il renvoie n’est pas nommé comme dans un registre',
  'it refers to more than {} schemas': 'il renvoie à plus de {} schémas',
  'of what it refers to, {}: {}': 'de ce à quoi il renvoie, {}\u00a0: {}',
} as const satisfies Record<string, string>

/** Words within the sentence of a refusal, in French; as they are where nothing is known for them, as for a value in quotes. */
export function inFrench(words: string): string {
  if (Object.hasOwn(FRENCH, words)) return FRENCH[words as keyof typeof FRENCH]
  for (const { pattern, french } of patterns()) {
    const match = pattern.exec(words)
    if (!match) continue
    let hole = 0
    return french.replaceAll('{}', () => inFrench(match[++hole] ?? ''))
  }
  return words
}

interface Pattern {
  readonly pattern: RegExp
  readonly french: string
}

let made: readonly Pattern[] | undefined

const patterns = (): readonly Pattern[] =>
  (made ??= Object.entries(FRENCH)
    .filter(([english]) => english.includes('{}'))
    .map(([english, french]) => ({ pattern: patternOf(english), french })))

function patternOf(english: string): RegExp {
  const literal = english.split('{}').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${literal.join('(.+)')}$`, 's')
}
