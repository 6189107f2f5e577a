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
