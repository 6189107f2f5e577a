/**
 * Draws each figure of that id once, as soon as the library is there and the figure has a place in the page: viewers
 * run scripts before they attach the output, and may attach it only when it is scrolled to.
 */
export function drawing(id: string, json: string, narrowest: number): string {
  return `(function () {
  var tries = 0
  function figures() {
    return document.querySelectorAll('[data-carnet-figure="${id}"]:not([data-carnet-state])')
  }
  function draw(figure) {
    var plot = figure.querySelector('.carnet-plot')
    if (!plot || !plot.offsetWidth) return
    figure.setAttribute('data-carnet-state', 'drawn')
    plot.style.minWidth = '${narrowest}px'
    var spec = ${json}
    Promise.resolve()
      .then(function () { return window.Plotly.newPlot(plot, spec.data, spec.layout, spec.config) })
      .then(
        function () { figure.classList.add('carnet-drawn') },
        function (e) { plot.textContent = ''; console.error(e) },
      )
  }
  function go() {
    if (window.Plotly) figures().forEach(draw)
    var waiting = document.readyState === 'loading' || !window.Plotly || figures().length > 0
    if ((waiting || tries < 20) && tries++ < 800) setTimeout(go, tries < 200 ? 50 : 1000)
  }
  go()
})()`
}
