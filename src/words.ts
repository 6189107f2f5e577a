/** The languages of labels in tables, charts and reports. */
export type Lang = 'en' | 'fr'

/** Every label that a table, chart, report or the terminal shows, in one place. */
const words = {
  group: { en: 'Group', fr: 'Groupe' },
  filiere: { en: 'Field of study', fr: 'Filière' },
  age: { en: 'Age', fr: 'Âge' },
  n: { en: 'Count', fr: 'Nombre' },
  missing: { en: 'Missing', fr: 'Manquants' },
  mean: { en: 'Mean', fr: 'Moyenne' },
  min: { en: 'Min', fr: 'Min' },
  max: { en: 'Max', fr: 'Max' },
  sd: { en: 'Std. dev.', fr: 'Écart-type' },
  q1: { en: 'Q1', fr: 'Q1' },
  median: { en: 'Median', fr: 'Médiane' },
  q3: { en: 'Q3', fr: 'Q3' },
  allRows: { en: 'all rows', fr: 'toutes les lignes' },
  ownRows: { en: 'rows chosen in the notebook', fr: 'lignes choisies dans le carnet' },
  groupsWith: { en: 'groups with', fr: 'groupes où' },
  measure: { en: 'Measure', fr: 'Mesure' },
  meanOverRows: { en: 'Mean over all rows', fr: 'Moyenne sur toutes les lignes' },
  meanOfGroups: {
    en: 'Unweighted mean of the group means',
    fr: 'Moyenne non pondérée des moyennes des groupes',
  },
  'one.row': { en: '{n} row', fr: '{n} ligne' },
  'many.row': { en: '{n} rows', fr: '{n} lignes' },
  'one.column': { en: '{n} column', fr: '{n} colonne' },
  'many.column': { en: '{n} columns', fr: '{n} colonnes' },
  'one.message': { en: '{n} message', fr: '{n} message' },
  'many.message': { en: '{n} messages', fr: '{n} messages' },
  'one.topic': { en: '{n} topic', fr: '{n} topic' },
  'many.topic': { en: '{n} topics', fr: '{n} topics' },
  'one.missing': { en: '{n} missing', fr: '{n} manquant' },
  'many.missing': { en: '{n} missing', fr: '{n} manquants' },
  'one.moreRows': { en: '… {n} more row', fr: '… {n} autre ligne' },
  'many.moreRows': { en: '… {n} more rows', fr: '… {n} autres lignes' },
  'one.moreColumns': { en: '… {n} more column', fr: '… {n} autre colonne' },
  'many.moreColumns': { en: '… {n} more columns', fr: '… {n} autres colonnes' },
  'one.moreGroups': { en: '{n} more group', fr: '{n} autre groupe' },
  'many.moreGroups': { en: '{n} more groups', fr: '{n} autres groupes' },
  'one.morePartitions': { en: '{n} more partition', fr: '{n} autre partition' },
  'many.morePartitions': { en: '{n} more partitions', fr: '{n} autres partitions' },
  'caption.filter': { en: 'Filter: {filter}', fr: 'Filtre\u00a0: {filter}' },
  'caption.all': { en: 'All rows', fr: 'Toutes les lignes' },
  'caption.messages': { en: '{messages} of {ranges}', fr: '{messages} de {ranges}' },
  'caption.none': { en: 'none', fr: 'aucun' },
  'caption.read': { en: 'read {time}', fr: 'lecture du {time}' },
  'caption.replayed': { en: 'replayed from {file}', fr: 'rejeu de {file}' },
  'caption.capture': { en: 'a capture', fr: 'une capture' },
  'chart.title': { en: '{of} by {by}', fr: '{of} par {by}' },
  'chart.n': { en: 'n = {n}', fr: 'n = {n}' },
  'chart.allAt': { en: 'all at {value}', fr: 'toutes à {value}' },
  'chart.noName': { en: '(none)', fr: '(sans valeur)' },
  'chart.key': {
    en: 'Box: quartiles and median · whiskers: minimum and maximum · ◆ mean ± standard deviation',
    fr: 'Boîte\u00a0: quartiles et médiane · moustaches\u00a0: minimum et maximum · ◆ moyenne ± écart-type',
  },
  'chart.keySingle': { en: '● a group of one', fr: '● groupe d’un seul' },
  'chart.capped': {
    en: '{shown} of {all} groups: those with the most values',
    fr: '{shown} groupes sur {all}\u00a0: ceux qui ont le plus de valeurs',
  },
  'chart.empty': { en: 'No value to draw.', fr: 'Aucune valeur à dessiner.' },
  'chart.emptyFilter': {
    en: 'No value to draw: the filter {filter} leaves none.',
    fr: 'Aucune valeur à dessiner\u00a0: le filtre {filter} n’en laisse aucune.',
  },
  'chart.alt': { en: 'Box plot: {title}. {groups}', fr: 'Boîtes à moustaches\u00a0: {title}. {groups}' },
  'chart.altGroup': {
    en: '{name}: {n} values from {min} to {max}, median {median}, mean {mean}.',
    fr: '{name}\u00a0: {n} valeurs de {min} à {max}, médiane {median}, moyenne {mean}.',
  },
  'chart.altSingle': { en: '{name}: one value, {min}.', fr: '{name}\u00a0: une valeur, {min}.' },
  'chart.altNone': { en: '{name}: no value.', fr: '{name}\u00a0: aucune valeur.' },
  'chart.altMore': { en: 'And {groups}.', fr: 'Et {groups}.' },
  'show.shape': { en: '{rows} × {columns}', fr: '{rows} × {columns}' },
  'show.noSd': {
    en: '–: a group of one has no standard deviation, a group of none has no figures',
    fr: '–\u00a0: un groupe d’un seul n’a pas d’écart-type, un groupe vide n’a aucun chiffre',
  },
  'show.noGroups': {
    en: 'No group: there is no row to describe.',
    fr: 'Aucun groupe\u00a0: aucune ligne à décrire.',
  },
  'show.means': { en: 'Two means of {of}', fr: 'Deux moyennes\u00a0: {of}' },
  'show.text': { en: 'text', fr: 'texte' },
  'show.integer': { en: 'integer', fr: 'entier' },
  'show.number': { en: 'number', fr: 'nombre' },
  'show.boolean': { en: 'boolean', fr: 'booléen' },
  'show.timestamp': { en: 'time', fr: 'date' },
  'show.unknown': { en: 'not known', fr: 'inconnu' },
  'show.messages': { en: 'Messages', fr: 'Messages' },
  'show.partition': { en: 'Partition', fr: 'Partition' },
  'show.total': { en: 'Total', fr: 'Total' },
  'checkup.title': { en: 'Check-up of {target}', fr: 'Vérification de {target}' },
  'checkup.ok': { en: 'All is well.', fr: 'Tout va bien.' },
  'checkup.layer': { en: 'Layer', fr: 'Couche' },
  'checkup.status': { en: 'Status', fr: 'État' },
  'checkup.time': { en: 'Time', fr: 'Durée' },
  'checkup.detail': { en: 'Detail', fr: 'Détail' },
  'status.ok': { en: '✓ ok', fr: '✓ bon' },
  'status.failed': { en: '✗ failed', fr: '✗ échec' },
  'status.skipped': { en: '· skipped', fr: '· omis' },
  'layer.settings': { en: 'settings', fr: 'réglages' },
  'layer.name': { en: 'name', fr: 'nom' },
  'layer.port': { en: 'port', fr: 'port' },
  'layer.tls': { en: 'TLS', fr: 'TLS' },
  'layer.login': { en: 'login', fr: 'identification' },
  'layer.metadata': { en: 'cluster', fr: 'cluster' },
  'layer.topic': { en: 'topic', fr: 'topic' },
  'layer.read': { en: 'read', fr: 'lecture' },
  'layer.capture': { en: 'capture', fr: 'capture' },
  'topics.none': { en: 'There is no topic that you may see.', fr: 'Aucun topic que vous puissiez voir.' },
  'topics.topic': { en: 'Topic', fr: 'Topic' },
  'topics.partitions': { en: 'Partitions', fr: 'Partitions' },
  'topics.replication': { en: 'Replication', fr: 'Réplication' },
  'topics.minInSync': { en: 'Min. in-sync replicas', fr: 'Réplicas synchrones min.' },
  'topics.retentionHours': { en: 'Retention hours', fr: 'Rétention (heures)' },
  'topics.retentionBytes': { en: 'Retention bytes', fr: 'Rétention (octets)' },
  'topics.cleanup': { en: 'Cleanup policy', fr: 'Nettoyage' },
  'topics.unlimited': { en: 'unlimited', fr: 'illimitée' },
  'topics.internal': { en: '{topic} (internal)', fr: '{topic} (interne)' },
  'topics.hidden': {
    en: '–: not known, or not yours to see',
    fr: '–\u00a0: inconnu, ou non visible avec vos droits',
  },
  'batch.title': { en: '{messages} of topic {topic}', fr: '{messages} du topic {topic}' },
  'batch.there': { en: 'There when the read began', fr: 'Présents au début de la lecture' },
  'batch.read': { en: 'Read', fr: 'Lus' },
  'batch.left': { en: 'Offsets left', fr: 'Offsets restants' },
  'batch.end': {
    en: 'Read up to the end that was there when it began.',
    fr: 'Lecture jusqu’à la fin présente à son début.',
  },
  'batch.limit': { en: 'Stopped at the limit that was asked for.', fr: 'Arrêt à la limite demandée.' },
  'batch.interrupted': {
    en: 'Interrupted: what was read until then is kept.',
    fr: 'Interrompue\u00a0: ce qui était lu est gardé.',
  },
  'batch.control': {
    en: 'Transaction markers, not delivered: {n}',
    fr: 'Marqueurs de transaction, non livrés\u00a0: {n}',
  },
  'batch.aborted': {
    en: 'Messages of aborted transactions, not delivered: {n}',
    fr: 'Messages de transactions annulées, non livrés\u00a0: {n}',
  },
  'batch.missing': { en: 'Offsets without a message: {n}', fr: 'Offsets sans message\u00a0: {n}' },
  'batch.capture': { en: 'Kept as {file}', fr: 'Gardés dans {file}' },
  'parsed.title': { en: 'From messages to rows of {name}', fr: 'Des messages aux lignes de {name}' },
  'parsed.read': { en: 'Read', fr: 'Lus' },
  'parsed.parsed': { en: '= Parsed', fr: '= Lignes' },
  'parsed.rejected': { en: '+ Rejected', fr: '+ Rejetés' },
  'parsed.tombstones': { en: '+ Tombstones', fr: '+ Effacements' },
  'parsed.empty': { en: '+ Empty', fr: '+ Vides' },
  'parsed.formats': { en: 'Formats: {list}', fr: 'Formats\u00a0: {list}' },
  'parsed.repairs': { en: 'Values mended on the way', fr: 'Valeurs réparées au passage' },
  'parsed.column': { en: 'Column', fr: 'Colonne' },
  'parsed.repair': { en: 'Repair', fr: 'Réparation' },
  'repair.text to number': { en: 'text to number', fr: 'texte en nombre' },
  'repair.number to text': { en: 'number to text', fr: 'nombre en texte' },
  'repair.text to boolean': { en: 'text to boolean', fr: 'texte en booléen' },
  'repair.cut to milliseconds': { en: 'cut to milliseconds', fr: 'coupé à la milliseconde' },
  'repair.empty to missing': { en: 'empty to missing', fr: 'vide en manquant' },
  'parsed.example': { en: 'Example', fr: 'Exemple' },
  'parsed.rejects': { en: 'Rejected messages: {n}', fr: 'Messages rejetés\u00a0: {n}' },
  'parsed.firstRejects': {
    en: 'Rejected messages: the first {shown} of {n}',
    fr: 'Messages rejetés\u00a0: les {shown} premiers sur {n}',
  },
  'parsed.where': { en: 'Partition and offset', fr: 'Partition et offset' },
  'parsed.reason': { en: 'Reason', fr: 'Raison' },
  'parsed.message': { en: 'Message', fr: 'Message' },
  'provenance.title': { en: 'Where these figures come from', fr: 'D’où viennent ces chiffres' },
  'provenance.cluster': { en: 'Cluster', fr: 'Cluster' },
  'provenance.offsets': { en: 'Offsets', fr: 'Offsets' },
  'provenance.readAt': { en: 'Read', fr: 'Lecture' },
  'provenance.origin': { en: 'Origin', fr: 'Origine' },
  'provenance.live': { en: 'live, from the broker', fr: 'directe, depuis le broker' },
  'provenance.replay': { en: 'replay of a capture', fr: 'rejeu d’une capture' },
  'provenance.capture': { en: 'Capture', fr: 'Capture' },
  'saved.title': { en: 'Saved in {file}', fr: 'Enregistré dans {file}' },
  'saved.what': { en: 'What', fr: 'Quoi' },
  'saved.rows': { en: 'Rows of {table}', fr: 'Lignes de {table}' },
  'saved.rejects': { en: 'Rejected messages', fr: 'Messages rejetés' },
  'saved.added': { en: 'Added', fr: 'Ajoutés' },
  'saved.present': { en: 'There already', fr: 'Déjà présents' },
  'saved.changed': { en: 'Replaced', fr: 'Remplacés' },
  'saved.statistics': { en: 'Lines of statistics: {n}', fr: 'Lignes de statistiques\u00a0: {n}' },
  'saved.next': { en: 'Reading goes on at {positions}', fr: 'La lecture reprendra à {positions}' },
  'saved.run': { en: 'Run {run}', fr: 'Exécution {run}' },
  'report.untitled': { en: 'Notebook', fr: 'Carnet' },
  'report.skip': { en: 'Skip to the notebook', fr: 'Aller au carnet' },
  'report.contents': { en: 'Contents', fr: 'Sommaire' },
  'report.date': { en: 'Date', fr: 'Date' },
  'report.source': { en: 'Source', fr: 'Source' },
  'report.replay': { en: 'Replay', fr: 'Rejeu' },
  'report.parameters': { en: 'Parameters', fr: 'Paramètres' },
  'report.noParameters': { en: 'none given: the notebook’s own values', fr: 'aucun : valeurs du carnet' },
  'report.code': { en: 'Code', fr: 'Code' },
  'report.output': { en: 'Output', fr: 'Sortie' },
  'report.stderr': { en: 'Error output', fr: 'Sortie d’erreur' },
  'report.error': { en: 'Error', fr: 'Erreur' },
  'report.figure': { en: 'Figure', fr: 'Figure' },
  'report.failed': { en: 'This run failed at', fr: 'Cette exécution a échoué à' },
  'report.cellNumber': { en: 'code cell {number}', fr: 'la cellule de code {number}' },
  'report.notIncluded': { en: 'not included in this file:', fr: 'non inclus dans ce fichier :' },
  'report.unknownOutput': {
    en: 'An output that this page cannot show: {types}.',
    fr: 'Une sortie que cette page ne peut pas montrer : {types}.',
  },
  'report.emptyOutput': { en: 'An output without content.', fr: 'Une sortie sans contenu.' },
} as const satisfies Record<string, Record<Lang, string>>

export type Word = keyof typeof words

/** The label for `word`; a name that is no word of ours (a user's own column) is returned as it is. */
export function label(word: string, lang: Lang): string {
  return Object.hasOwn(words, word) ? words[word as Word][lang] : word
}

/** The label for `word` with each `{name}` in it replaced by the value of that name. */
export function phrase(
  word: Word,
  lang: Lang,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return words[word][lang].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? `{${name}}`))
}

type Noun = { [W in Word]: W extends `one.${infer N}` ? N : never }[Word]

/** How many of something, in the singular or plural of the language: `1 row`, `2 rows`, `0 ligne`. */
export function counted(n: number, noun: Noun, lang: Lang): string {
  const form = new Intl.PluralRules(lang).select(n) === 'one' ? 'one' : 'many'
  return phrase(`${form}.${noun}`, lang, { n: numberText(n, lang) })
}

/** The language of this process: `CARNET_LANG` (`en` or `fr`), English by default. */
export function currentLang(): Lang {
  return process.env.CARNET_LANG === 'fr' ? 'fr' : 'en'
}

/** A number in the language's own form: at most `digits` decimals (default 2), at least `least` (default 0). */
export function numberText(value: number | bigint, lang: Lang, digits = 2, least = 0): string {
  return new Intl.NumberFormat(lang, { minimumFractionDigits: least, maximumFractionDigits: digits }).format(
    value,
  )
}
