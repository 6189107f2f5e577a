/** With a capital, as a title. */
export const sentence = (words: string): string => words.charAt(0).toLocaleUpperCase() + words.slice(1)
