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
.carnet-plot text:not(.hovertext text):not(.bartext-inside){fill:currentColor!important}
.carnet-plot .gridlayer path{stroke:color-mix(in srgb,currentColor 20%,transparent)!important}
.carnet-plot .box,.carnet-plot .yerror,.carnet-plot .xerror,.carnet-plot path.point,.carnet-plot .xlines-above,.carnet-plot .ylines-above{stroke:currentColor!important}
.carnet-plot .modebar-btn{color:inherit!important}
.carnet-plot .modebar-btn path{fill:color-mix(in srgb,currentColor 60%,transparent)!important}
.carnet-plot .modebar-group{background:none!important}
@media print{.carnet-figure .carnet-scroll{display:none}.carnet-figure.carnet-drawn img{display:block}.carnet-figure.carnet-drawn figcaption{display:none}}
`.trim()
