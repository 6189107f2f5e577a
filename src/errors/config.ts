export const configErrors = {}
