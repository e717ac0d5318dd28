import { defineEntity, p } from '@mikro-orm/postgresql';
import { User } from './user.entity.js';

const UserEmailSchema = defineEntity({
  name: 'UserEmail',
  tableName: 'user_email',
  properties: {
    id: p.uuid().primary(),
    userId: () => p.manyToOne(User).mapToPk().fieldName('user_id'),
    address: p.string(),
    addressKey: p.string(),
    types: p.array(),
    description: p.string().nullable(),
    preferred: p.boolean().default(false),
    external: p.boolean().default(false),
  },
});

/** One e-mail address of a user; at most one per user is preferred (a partial unique index keeps that). */
export class UserEmail extends UserEmailSchema.class {}
UserEmailSchema.setClass(UserEmail);
export { UserEmailSchema };
