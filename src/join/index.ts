export { join } from './join'
export { Joined, type JoinFacts, type Sides } from './joined'
export { type JoinOn, type JoinOptions } from './options'
export { type JoinedRow } from './types'
