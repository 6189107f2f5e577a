export const kafkaErrors = {}
