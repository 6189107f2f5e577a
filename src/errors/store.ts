export const storeErrors = {}
