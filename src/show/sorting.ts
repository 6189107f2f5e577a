/** Buttons in the heads of sortable tables; their arrows are not read aloud, `aria-sort` is. */
export const sortingStyle = `
.carnet .carnet-sort{all:unset;cursor:pointer}
.carnet .carnet-sort::after{content:"\\a0\\2195";content:"\\a0\\2195" / "";opacity:.45}
.carnet [aria-sort=ascending] .carnet-sort::after{content:"\\a0\\25b2";content:"\\a0\\25b2" / "";opacity:1}
.carnet [aria-sort=descending] .carnet-sort::after{content:"\\a0\\25bc";content:"\\a0\\25bc" / "";opacity:1}
.carnet .carnet-sort:focus-visible{outline:2px solid currentColor;outline-offset:2px}
@media print{.carnet [aria-sort=none] .carnet-sort::after{content:none}}
`.trim()

/**
 * Makes the heads of tables into buttons that order their rows: up, down, and as they were. It is the same text in each
 * output, and the first one does the work for all: a viewer may run it before it attaches the output, or attach that when it is
 * scrolled to, so it looks for new tables for a while, and again where the pointer or the focus comes to one. Without
 * scripts, tables stay as they are. Rows that are left out stay so, and are told at the end.
 */
export const sortingScript = `(function () {
  if (window.carnetSorting) return window.carnetSorting()
  var collator = new Intl.Collator('fr')
  function valueOf(row, column) {
    var order = row.cells[column].getAttribute('data-order')
    return order === null ? row.cells[column].textContent : order === '' ? null : Number(order)
  }
  function compare(a, b, sign) {
    if (a === null || b === null) return (a === null) - (b === null)
    return sign * (typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(a, b))
  }
  function prepare(table) {
    table.setAttribute('data-carnet-sortable', 'ready')
    var heads = Array.from(table.tHead.rows[0].cells)
    var body = table.tBodies[0]
    var rows = Array.from(body.rows)
    heads.forEach(function (head, column) {
      var button = document.createElement('button')
      button.type = 'button'
      button.className = 'carnet-sort'
      // Enter and the space bar are JupyterLab's elsewhere.
      button.setAttribute('data-lm-suppress-shortcuts', 'true')
      var label = head.firstChild
      button.append(label && label.nodeType === 3 ? label : '\u2026')
      head.prepend(button)
      head.setAttribute('aria-sort', 'none')
      button.addEventListener('click', function () {
        var state = { none: 'ascending', ascending: 'descending', descending: 'none' }[head.getAttribute('aria-sort')]
        heads.forEach(function (other) { other.setAttribute('aria-sort', 'none') })
        head.setAttribute('aria-sort', state)
        if (state === 'none') return body.append.apply(body, rows)
        var whole = rows.filter(function (row) { return row.cells.length === heads.length })
        var gaps = rows.filter(function (row) { return row.cells.length !== heads.length })
        var sign = state === 'ascending' ? 1 : -1
        var keyed = whole.map(function (row) { return { row: row, value: valueOf(row, column) } })
        keyed.sort(function (a, b) { return compare(a.value, b.value, sign) })
        body.append.apply(body, keyed.map(function (k) { return k.row }).concat(gaps))
      })
    })
  }
  function prepareAll() { document.querySelectorAll('table[data-carnet-sortable=""]').forEach(prepare) }
  function go() {
    var tries = 0
    ;(function again() {
      prepareAll()
      if (document.readyState === 'loading' || tries < 20) setTimeout(again, 50)
      tries++
    })()
  }
  ;['pointerover', 'focusin'].forEach(function (event) {
    document.addEventListener(event, function (e) {
      if (e.target.closest && e.target.closest('.carnet')) prepareAll()
    })
  })
  window.carnetSorting = go
  go()
})()`
