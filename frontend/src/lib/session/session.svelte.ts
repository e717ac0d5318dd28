import { unitsOf, type Units } from '#contract/grants.ts';
import type { Permission, PermissionClass } from '#contract/permissions.ts';
import type { ChangePassword, Me, SignIn } from '#contract/session.ts';
import { isProblem } from '../api/problem.ts';
import * as api from '../api/session.ts';

/** Why somebody finds themselves on the sign-in page. */
export type SignedOutBecause = 'signed-out' | 'revoked' | 'rights-changed' | 'expired';

/** Who is signed in, in this tab. What they may do decides what is shown; the portal decides what is done. */
class Session {
  me = $state.raw<Me | null>(null);
  signedOutBecause = $state.raw<SignedOutBecause | null>(null);

  get permissionClass(): PermissionClass {
    return this.me?.permissionClass ?? 'none';
  }

  /** The units whose users this person sees; null for all. */
  get units(): Units {
    return this.me === null ? null : unitsOf(this.me.grants, 'users.read');
  }

  may(permission: Permission): boolean {
    return this.me?.permissions.includes(permission) ?? false;
  }

  /** Asks the portal once; null when nobody is signed in. */
  async load(): Promise<Me | null> {
    return this.me ?? (await this.reload());
  }

  async reload(): Promise<Me | null> {
    try {
      this.me = await api.whoAmI();
    } catch (error) {
      if (!isProblem(error, 'session.required')) throw error;
      this.me = null;
    }
    return this.me;
  }

  async signIn(body: SignIn): Promise<Me> {
    this.me = await api.signIn(body);
    this.signedOutBecause = null;
    return this.me;
  }

  async changePassword(body: ChangePassword): Promise<Me> {
    this.me = await api.changePassword(body);
    return this.me;
  }

  async signOut(): Promise<void> {
    // Said first: the socket may tell the end of the session before the answer arrives.
    this.signedOutBecause = 'signed-out';
    try {
      await api.signOut();
    } catch (error) {
      this.signedOutBecause = null;
      throw error;
    }
    this.me = null;
  }

  forget(because: SignedOutBecause): void {
    this.me = null;
    this.signedOutBecause ??= because;
  }
}

export const session = new Session();
