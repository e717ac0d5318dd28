import type { FastifyRequest } from 'fastify';
import type { Audience, Grants, Units } from '../../contract/grants.js';
import type { Permission, PermissionClass } from '../../contract/permissions.js';
import type { Actor } from '../database/actor.js';

/** Somebody who is signed in, or a machine that acts for somebody, with what they may do at this moment. */
export interface Principal {
  kind: 'session' | 'api-key';
  /** Of the session, or of the key. */
  sessionId: string;
  /** The person; of a key, whoever made it. */
  userId: string;
  primaryId: string;
  /** Name of the person, or of the key. */
  displayName: string;
  /** What they may do, and in which units; nothing while the password must be changed. */
  grants: Grants;
  /** What they may do anywhere. */
  permissions: readonly Permission[];
  /** The units whose users are there for them; null for everywhere. */
  units: Units;
  audience: Audience;
  permissionClass: PermissionClass;
  mustChangePassword: boolean;
}

/** Finds the principal behind a session cookie or a key; the sign-in feature provides it. */
export const PRINCIPAL_SOURCE = Symbol('PRINCIPAL_SOURCE');
export interface PrincipalSource {
  /** The principal of a live session, or null. Never throws for a bad cookie. */
  fromCookieHeader(cookieHeader: string | undefined): Promise<Principal | null>;
  /**
   * The principal of a request: of its key if it has an `Authorization` header, otherwise of its session.
   * @throws ProblemError `rate.limited` for a key that asks too often, `request.invalid` for a key and a session
   */
  fromRequest(request: Request): Promise<Principal | null>;
}

const principals = new WeakMap<object, Principal>();

/** Remembers on a request (or a socket) who is behind it. */
export function setPrincipal(carrier: object, principal: Principal): void {
  principals.set(carrier, principal);
}

export function principalOf(carrier: object): Principal | null {
  return principals.get(carrier) ?? null;
}

export function actorOf(principal: Principal): Actor {
  const { userId: id, displayName: name, grants } = principal;
  return { id, name, source: principal.kind === 'api-key' ? 'API' : 'UI', jobId: null, grants, token: null };
}

export type Request = FastifyRequest;
