/**
 * The one font of pictures, shipped with carnet: a picture looks the same on every machine, also on one that has no
 * font at all (where the renderer would leave every text out without a word).
 */
export const fontFamily = 'DejaVu Sans'

/** The font files, for measuring and for drawing. */
export const fontFiles = (): { regular: string; bold: string } => ({
  regular: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  bold: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
})
