/**
 * The style of our outputs, the same text in each, so that a page can keep one copy. Every colour is made of the text's
 * own, so that it reads on any ground: JupyterLab's light and dark themes, the report's, paper. Two of the tones have a
 * bar of a middle lightness, at least 3:1 on white and on black.
 */
export const style = `
.carnet{margin:.6em 0;line-height:1.45}
.carnet table{border-collapse:collapse;margin:.6em 0;font-size:.93em;font-variant-numeric:tabular-nums}
.carnet caption{caption-side:top;text-align:left;padding:.2em 0 .5em}
.carnet caption small{display:inline-block;min-width:min(28em,80vw)}
.carnet small{font-size:.9em;font-weight:400;color:color-mix(in srgb,currentColor 78%,transparent)}
.carnet .carnet-table th,.carnet .carnet-table td{text-align:left;vertical-align:baseline;padding:.3em .8em;max-width:36em;overflow-wrap:break-word;white-space:normal;border:0}
.carnet .carnet-table .carnet-number{text-align:right;white-space:nowrap}
.carnet .carnet-table thead .carnet-number{white-space:normal}
.carnet .carnet-table thead th{border-bottom:2px solid color-mix(in srgb,currentColor 45%,transparent);vertical-align:bottom;font-weight:600}
.carnet .carnet-table tbody tr{background:none;border-bottom:1px solid color-mix(in srgb,currentColor 18%,transparent)}
.carnet .carnet-table tbody th{font-weight:500}
.carnet .carnet-table .carnet-gap{text-align:center;font-style:italic}
.carnet .carnet-facts td{overflow-wrap:anywhere}
.carnet-scroll{overflow-x:auto}
.carnet p{margin:.4em 0}
.carnet .carnet-quiet{color:color-mix(in srgb,currentColor 78%,transparent)}
.carnet-good,.carnet-bad{font-weight:600}
.carnet p.carnet-good,.carnet p.carnet-bad{padding:.3em .8em;border-left:4px solid #1f883d}
.carnet p.carnet-bad{border-color:#cf222e}
.carnet td.carnet-good{box-shadow:inset 3px 0 #1f883d}
.carnet td.carnet-bad{box-shadow:inset 3px 0 #cf222e}
.carnet code{white-space:pre-wrap;background:none;color:inherit;font-size:.95em}
.carnet mark{background:#ffd33d;color:#1b1b1b;outline:2px solid #cf222e;border-radius:1px}
`.trim()

/**
 * The style of figures. The drawing takes the page's colours; before it is drawn, where scripts are off, and on paper
 * there is the picture, which brings its own white ground and its own caption.
 */
export const figureStyle = `
.carnet-figure{margin:.6em 0;max-width:72em}
.carnet-figure .carnet-scroll{overflow-x:auto}
.carnet-figure img{display:block;max-width:100%;height:auto;background:#fff;border-radius:4px}
.carnet-figure figcaption{display:none;font-size:.84em;line-height:1.45;margin:.2em 24px;color:color-mix(in srgb,currentColor 78%,transparent)}
.carnet-figure.carnet-drawn img{display:none}
.carnet-figure.carnet-drawn figcaption{display:block}
.carnet-plot .main-svg{background:none!important}
.carnet-plot .bg{fill:none!important}
.carnet-plot text:not(.hovertext text){fill:currentColor!important}
.carnet-plot .gridlayer path{stroke:color-mix(in srgb,currentColor 20%,transparent)!important}
.carnet-plot .box,.carnet-plot .yerror,.carnet-plot .xerror,.carnet-plot .point,.carnet-plot .xlines-above,.carnet-plot .ylines-above{stroke:currentColor!important}
.carnet-plot .modebar-btn{color:inherit!important}
.carnet-plot .modebar-btn path{fill:color-mix(in srgb,currentColor 60%,transparent)!important}
.carnet-plot .modebar-group{background:none!important}
@media print{.carnet-figure .carnet-scroll{display:none}.carnet-figure.carnet-drawn img{display:block}.carnet-figure.carnet-drawn figcaption{display:none}}
`.trim()
