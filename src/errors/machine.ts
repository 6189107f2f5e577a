export const machineErrors = {}
