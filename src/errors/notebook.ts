export const notebookErrors = {}
