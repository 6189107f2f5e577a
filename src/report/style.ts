/**
 * The style of a report: one column of text of comfortable measure, outputs as wide as the page, contents beside it
 * where there is room. Colours have a contrast of at least 4.5 on what they stand on, in light and in dark.
 */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1f2328; --soft: #59636e; --line: #d5dae0; --faint: #f5f7f9; --link: #0b5cad;
  --bad: #a8201a; --bad-paper: #fdf1f0; --warn: #c98a1b; --badge: #7a5200; --badge-paper: #fff3d6;
  --keyword: #7a3ea8; --string: #1a6b35; --number: #0b5cad; --name: #8f4700;
  --ansi-0: #1f2328; --ansi-1: #a8201a; --ansi-2: #1a6b35; --ansi-3: #755000;
  --ansi-4: #0b5cad; --ansi-5: #8a2f8f; --ansi-6: #0a5f6c; --ansi-7: #59636e;
  --ansi-on-0: #d5dae0; --ansi-on-1: #ffdedb; --ansi-on-2: #d6f2dc; --ansi-on-3: #ffefc2;
  --ansi-on-4: #dbeaff; --ansi-on-5: #f8e0f8; --ansi-on-6: #d4f1f5; --ansi-on-7: #e6eaee;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #14171b; --ink: #e4e8ec; --soft: #a0aab4; --line: #343a42; --faint: #1d2127; --link: #85bbff;
    --bad: #ff9d96; --bad-paper: #2b1b1c; --warn: #d9a441; --badge: #f3cc7a; --badge-paper: #3a2e14;
    --keyword: #d3a8ff; --string: #86dfa3; --number: #85bbff; --name: #ffb27a;
    --ansi-0: #a0aab4; --ansi-1: #ff9d96; --ansi-2: #86dfa3; --ansi-3: #eac767;
    --ansi-4: #8fbcff; --ansi-5: #e8a9ee; --ansi-6: #7adbe8; --ansi-7: #d5dbe1;
    --ansi-on-0: #343a42; --ansi-on-1: #4a2624; --ansi-on-2: #1d3d29; --ansi-on-3: #40341a;
    --ansi-on-4: #1f3350; --ansi-on-5: #412642; --ansi-on-6: #173b41; --ansi-on-7: #40464e;
  }
}
*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; padding: 0 clamp(1rem, 4vw, 2rem); background: var(--paper); color: var(--ink);
  font: 1rem/1.65 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
  overflow-wrap: break-word;
}
header, nav, main { max-width: 60rem; margin-inline: auto; }
header { padding-top: clamp(2rem, 6vw, 4rem); }
main { padding-block: 1.75rem 5rem; }
main > :first-child > :first-child { margin-top: 0; }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 2em 0 0.6em; text-wrap: balance; }
h1 { font-size: clamp(1.7rem, 4.5vw, 2.3rem); letter-spacing: -0.015em; margin: 0 0 1.25rem; }
main h1 { margin-top: 2em; }
h2 { font-size: 1.4rem; letter-spacing: -0.008em; }
h3 { font-size: 1.13rem; }
h4, h5, h6 { font-size: 1rem; }
p, ul, ol, blockquote { margin: 0 0 0.9em; text-wrap: pretty; }
.prose > :is(p, ul, ol, blockquote, h1, h2, h3, h4, h5, h6) { max-width: 44rem; }
a { color: var(--link); text-underline-offset: 0.15em; text-decoration-thickness: 0.06em; }
a:hover { text-decoration-thickness: 0.12em; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
:target { scroll-margin-top: 1rem; }
img, svg { max-width: 100%; }
img { height: auto; }
hr { border: 0; border-top: 1px solid var(--line); margin: 2.5rem 0; }
blockquote { margin-inline: 0; padding-left: 1rem; border-left: 3px solid var(--line); color: var(--soft); }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 0.5rem; z-index: 1; padding: 0.3rem 0.8rem; background: var(--paper); }

.facts {
  display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.2rem 1.25rem; margin: 0;
  padding: 0.9rem 0; border-block: 1px solid var(--line); font-size: 0.925rem;
}
.facts dt { color: var(--soft); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.parameter { display: inline-block; margin-right: 1rem; }
.badge {
  padding: 0.1em 0.6em; border-radius: 1em; background: var(--badge-paper); color: var(--badge);
  font-size: 0.82em; font-weight: 650;
}
.failure {
  margin: 1.25rem 0 0; padding: 0.75rem 1rem; border-left: 4px solid var(--bad); border-radius: 0 6px 6px 0;
  background: var(--bad-paper); color: var(--bad);
}
.failure a { color: inherit; }
.failure code { background: none; padding: 0; }

.summary { margin-top: 1.25rem; }
.summary h2, .origins h2 { font-size: 1.13rem; margin: 0 0 0.5rem; }
.summary ul { margin: 0; padding-left: 1.2rem; max-width: 52rem; }
.origins { margin-top: 3rem; }

nav { margin-top: 1.5rem; font-size: 0.925rem; }
nav h2 {
  margin: 0 0 0.4rem; font-size: 0.8rem; letter-spacing: 0.06em; text-transform: uppercase; color: var(--soft);
}
nav ol { list-style: none; margin: 0; padding: 0; }
nav ol ol { padding-left: 1rem; }
nav a { display: inline-block; padding: 0.12rem 0; color: inherit; text-decoration: none; line-height: 1.4; }
nav a:hover { color: var(--link); text-decoration: underline; }
@media (min-width: 40rem) and (max-width: 83.99rem) {
  nav > ol { columns: 2; column-gap: 2.5rem; }
  nav > ol > li { break-inside: avoid; }
}
@media (min-width: 84rem) {
  .with-contents {
    display: grid; grid-template-columns: 14rem minmax(0, 60rem); column-gap: 3.5rem; justify-content: center;
  }
  .with-contents header, .with-contents main { grid-column: 2; margin: 0; width: 100%; }
  .with-contents nav {
    grid-column: 1; grid-row: 1 / span 2; align-self: start; position: sticky; top: 0; width: 100%; margin: 0;
    max-height: 100vh; overflow-y: auto; padding: 4.4rem 0 2rem;
  }
}

code, pre, kbd {
  font-family: ui-monospace, SFMono-Regular, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: 0.86em; font-variant-ligatures: none;
}
code { padding: 0.1em 0.3em; border-radius: 4px; background: var(--faint); overflow-wrap: anywhere; }
pre { margin: 0; font-size: 0.84rem; line-height: 1.55; tab-size: 2; }
pre code { padding: 0; background: none; font-size: inherit; }
pre.code, pre.raw { white-space: pre-wrap; overflow-wrap: anywhere; }
pre.code { padding: 0.7rem 0.9rem; border-radius: 6px; background: var(--faint); }
.prose pre.code { margin: 0 0 0.9em; }
pre.raw { margin: 1rem 0; color: var(--soft); }
.hljs-keyword, .hljs-built_in { color: var(--keyword); }
.hljs-string, .hljs-regexp { color: var(--string); }
.hljs-number, .hljs-literal { color: var(--number); }
.hljs-title, .hljs-meta { color: var(--name); }
.hljs-comment, .hljs-doctag { color: var(--soft); font-style: italic; }
.hljs-subst { color: var(--ink); }

.cell { margin: 1rem 0 1.75rem; }
.cell.failed { padding-left: 1rem; border-left: 4px solid var(--bad); }
.input { position: relative; }
.input pre.code { padding-right: 3.4rem; }
.count { color: var(--soft); font-size: 0.75rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
.input .count { position: absolute; top: 0.75rem; right: 0.8rem; }
summary { width: fit-content; padding: 0.15rem 0; color: var(--soft); font-size: 0.875rem; cursor: pointer; }
details[open] summary { margin-bottom: 0.4rem; }

.output { margin-top: 0.9rem; overflow-x: auto; }
pre.output { padding: 0 0.9rem; }
pre.stderr { padding-block: 0.2rem; border-left: 3px solid var(--warn); }
pre.error {
  padding-block: 0.7rem; border-left: 4px solid var(--bad); border-radius: 0 6px 6px 0;
  background: var(--bad-paper);
}
.notice { color: var(--soft); font-size: 0.875rem; }
.picture img { display: block; }
.scroll { overflow-x: auto; margin: 0 0 0.9em; }
.math { overflow-x: auto; overflow-y: hidden; margin: 0.9em 0; padding: 0.2rem 0; }
math { font-family: "Cambria Math", "STIX Two Math", "Latin Modern Math", "Noto Sans Math", "DejaVu Math TeX Gyre", math; }
math * { border-color: currentcolor; }
math.tml-display { display: block; width: 100%; }
.math-error { color: var(--bad); }

/* Tables of prose and of others; ours bring their own style. */
table { font-variant-numeric: tabular-nums; }
:is(.prose, .output) table:not(.carnet-table) { border-collapse: collapse; font-size: 0.925rem; line-height: 1.45; }
:is(.prose, .output) table:not(.carnet-table) :is(th, td) { padding: 0.35rem 0.9rem; text-align: left; vertical-align: top; }
:is(.prose, .output) table:not(.carnet-table) th { font-weight: 600; }
:is(.prose, .output) table:not(.carnet-table) thead th { border-bottom: 1.5px solid var(--soft); vertical-align: bottom; }
:is(.prose, .output) table:not(.carnet-table) tbody tr { border-bottom: 1px solid var(--line); }
caption { caption-side: top; text-align: left; }

.ansi-bold { font-weight: 700; }
.ansi-dim { color: var(--soft); }
.ansi-italic { font-style: italic; }
.ansi-underline { text-decoration: underline; }
.ansi-strike { text-decoration: line-through; }
.ansi-inverse { background: var(--ink); color: var(--paper); }
${[0, 1, 2, 3, 4, 5, 6, 7]
  .map(
    (n) =>
      `.ansi-${n}, .ansi-${n + 8} { color: var(--ansi-${n}); }\n` +
      `.ansi-on-${n}, .ansi-on-${n + 8} { background: var(--ansi-on-${n}); }`,
  )
  .join('\n')}

@page { margin: 18mm 17mm 20mm; @bottom-right { content: counter(page) " / " counter(pages); font: 9pt sans-serif; color: #59636e; } }
@media print {
  :root { color-scheme: light; }
  body { padding: 0; font-size: 10pt; line-height: 1.5; }
  header { padding-top: 0; }
  header, main { max-width: none; }
  main { padding-block: 1rem 0; }
  nav, .skip, details:not([open]) { display: none; }
  h1 { font-size: 20pt; }
  h2 { font-size: 14pt; }
  h1, h2, h3, h4, h5, h6, caption { break-after: avoid; }
  p { orphans: 3; widows: 3; }
  pre { font-size: 8.5pt; }
  pre.output { white-space: pre-wrap; overflow-wrap: anywhere; }
  .output, .scroll, .carnet-scroll, .math { overflow: visible !important; }
  .input, details, img, svg, figure, table, tr, .failure { break-inside: avoid; }
  .cell { margin: 0.8rem 0 1.2rem; }
  .input, .prose, .prose > :last-child { break-after: avoid; }
  pre.code { padding-block: 0; border-left: 2px solid var(--line); border-radius: 0; background: none; }
  .input .count { top: 0; }
  /* What scrolls on a screen must fit on paper. */
  :is(.prose, .output) table { font-size: 8.5pt !important; }
  :is(.prose, .output) table :is(th, td) { padding: 0.2rem 0.45rem !important; white-space: normal !important; }
  thead { display: table-header-group; }
  a { color: inherit; }
}
`
