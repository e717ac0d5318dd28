import { z } from 'zod';
import { grantsSchema } from './grants.js';
import type { Permission, PermissionClass } from './permissions.js';
import { PERMISSION_CLASSES, PERMISSIONS } from './permissions.js';
import { newPasswordSchema, typedPasswordSchema } from './passwords.js';
import { idSchema } from './text.js';

/** Sign-in. The name is the primary identifier; neither value is trimmed or shortened. */
export const signInSchema = z.strictObject({
  username: z.string().min(1, { message: 'field.required' }).max(255, { message: 'text.too-long' }),
  password: typedPasswordSchema,
});
export type SignIn = z.infer<typeof signInSchema>;

export const changePasswordSchema = z.strictObject({
  currentPassword: typedPasswordSchema,
  newPassword: newPasswordSchema,
});
export type ChangePassword = z.infer<typeof changePasswordSchema>;

/** Who is signed in, and what they may do. Empty permissions until a password that must be changed is changed. */
export const meSchema = z.object({
  userId: idSchema,
  primaryId: z.string(),
  displayName: z.string(),
  permissions: z.array(z.enum(PERMISSIONS)),
  permissionClass: z.enum(PERMISSION_CLASSES),
  /** In which units each permission holds; null for everywhere. */
  grants: grantsSchema,
  mustChangePassword: z.boolean(),
});
export interface Me extends z.infer<typeof meSchema> {
  permissions: Permission[];
  permissionClass: PermissionClass;
}
