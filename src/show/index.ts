export { type Bundle, type Display } from './bundle'
export { type Fact, FACTS_MIME, type FactSheet } from './facts'
export { plainText, toBundle, toSketch } from './bundle-of'
