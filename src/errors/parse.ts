export const parseErrors = {}
