export const sourceErrors = {}
