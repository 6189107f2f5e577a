export const reportErrors = {}
