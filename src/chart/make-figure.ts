import { type Figure } from './figure'
import { drawPicture, type Picture } from './picture'
import { withCaption } from './picture-caption'
import { writePicture } from './write-picture'

/** Makes a figure that draws itself once, when a picture of it is first asked for. */
export function makeFigure(
  parts: Pick<Figure, 'spec' | 'title' | 'alt' | 'caption' | 'label' | 'width' | 'height'>,
): Figure {
  let drawn: Promise<Picture> | undefined
  const picture = (): Promise<Picture> => (drawn ??= drawPicture(parts.title, withCaption(parts)))
  return {
    kind: 'figure',
    ...parts,
    svg: async () => (await picture()).svg,
    png: async () => Buffer.from((await picture()).png),
    writePng: async (file) => writePicture(file, (await picture()).png),
  }
}
