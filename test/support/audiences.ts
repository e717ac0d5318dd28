import type { Audience } from '../../backend/src/contract/grants.js';
import { audienceOf } from '../../backend/src/contract/grants.js';

/** Whoever sees every field of every user. */
export const EVERYBODY: Audience = audienceOf({ 'users.read': null, 'users.write': null });
/** Whoever manages the users of some units. */
export const managersOf = (...units: string[]): Audience => audienceOf({ 'users.read': units, 'users.write': units });
