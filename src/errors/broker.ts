export const brokerErrors = {}
