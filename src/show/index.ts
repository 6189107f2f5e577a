export { type Bundle, type Display } from './bundle'
export { plainText, toBundle } from './bundle-of'
