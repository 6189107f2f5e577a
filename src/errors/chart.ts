export const chartErrors = {}
