import { type Figure, type FigureParts } from './figure'
import { figurePage } from './page/figure-page'
import { drawPicture, type Picture } from './picture'
import { withCaption } from './picture-caption'
import { writePicture } from './write-picture'

/** Makes a figure that draws itself once, when a picture of it is first asked for. */
export function makeFigure(parts: FigureParts): Figure {
  let drawn: Promise<Picture> | undefined
  const picture = (): Promise<Picture> => (drawn ??= drawPicture(parts.title, withCaption(parts)))
  return {
    kind: 'figure',
    ...parts,
    svg: async () => (await picture()).svg,
    png: async () => Buffer.from((await picture()).png),
    writePng: async (file) => writePicture(file, (await picture()).png),
    writeSvg: async (file) => writePicture(file, (await picture()).svg),
    writeHtml: async (file) => writePicture(file, figurePage(parts, (await picture()).svg)),
  }
}
