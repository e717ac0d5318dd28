import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { createParamDecorator, Inject, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Permission } from '../../contract/permissions.js';
import type { Principal, PrincipalSource, Request } from './principal.js';
import { PRINCIPAL_SOURCE, principalOf, setPrincipal } from './principal.js';
import { ProblemError } from './problem.js';

/**
 * What a handler needs: a permission; `self` (anybody with a session, for a handler that speaks of that person alone);
 * `signed-in` (the same, even while the password must be changed first); or `public`. A handler that declares nothing
 * is refused to everybody.
 */
export type Access = Permission | 'self' | 'signed-in' | 'public';
const ACCESS = 'rollcall:access';
export const Needs = (access: Access) => SetMetadata(ACCESS, access);

/** The same decision for REST requests and socket messages. Bound globally for REST, on the class for gateways. */
@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(PRINCIPAL_SOURCE) private readonly source: PrincipalSource,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (access === undefined) throw new ProblemError('permission.denied');
    if (access === 'public') return true;
    const principal = await this.principal(context);
    if (principal === null) throw new ProblemError('session.required');
    // What is about the person who asks alone is none of a machine's business.
    if (principal.kind === 'api-key' && (access === 'signed-in' || access === 'self')) {
      throw new ProblemError('permission.denied');
    }
    if (access === 'signed-in') return true;
    if (principal.mustChangePassword) throw new ProblemError('session.password-change-required');
    if (access === 'self') return true;
    if (!principal.permissions.includes(access)) throw new ProblemError('permission.denied');
    return true;
  }

  private async principal(context: ExecutionContext): Promise<Principal | null> {
    if (context.getType() === 'ws') return principalOf(context.switchToWs().getClient<object>());
    const request = context.switchToHttp().getRequest<Request>();
    const principal = await this.source.fromRequest(request);
    if (principal !== null) setPrincipal(request, principal);
    return principal;
  }
}

/** The signed-in person, as a parameter of a REST or socket handler. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const carrier =
    context.getType() === 'ws' ? context.switchToWs().getClient<object>() : context.switchToHttp().getRequest<object>();
  const principal = principalOf(carrier);
  if (principal === null) throw new ProblemError('session.required');
  return principal;
});
