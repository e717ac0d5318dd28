import { UserSchema } from './users/user.entity.js';

/** Every entity of every feature; the ORM is told once, here, so that platform code imports no feature. */
export const ENTITIES = [UserSchema];
