import type { ExecutionContext } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-local';
import { signInSchema } from '../contract/session.js';
import { ProblemError } from '../platform/http/problem.js';
import type { Request } from '../platform/http/principal.js';
import { toFieldError } from '../platform/http/validation.pipe.js';
import { originOf } from './origin-of.js';
import { refuseInTime } from './refusal-time.js';
import { SignInService } from './sign-in.js';

/** What a successful sign-in leaves on the request. */
export interface SignedIn {
  userId: string;
}

// Passport keeps one strategy of a name in the process: with two portals in it, the last one's would answer for both.
const services = new WeakMap<object, SignInService>();

/** Name and password through passport. It knows no portal: the request's own guard says who checks. */
@Injectable()
export class LocalStrategy extends PassportStrategy(Strategy, 'local') {
  constructor() {
    super({ session: false, passReqToCallback: true });
  }

  async validate(request: Request, username: string, password: string): Promise<SignedIn | null> {
    const userId = await services.get(request)?.signIn(username, password, originOf(request));
    return userId === undefined ? null : { userId };
  }
}

/** Guards run before pipes, so the body is parsed here, before any strategy looks at it. */
@Injectable()
export class SignInGuard extends AuthGuard('local') {
  constructor(private readonly signIn: SignInService) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const body = signInSchema.safeParse(request.body);
    if (!body.success) {
      throw new ProblemError('request.invalid', { errors: body.error.issues.map(toFieldError) });
    }
    services.set(request, this.signIn);
    return refuseInTime(async () => (await super.canActivate(context)) as boolean);
  }

  override handleRequest<T>(error: unknown, user: T | false | null | undefined): T {
    if (error instanceof Error) throw error;
    if (user === false || user === null || user === undefined || Boolean(error))
      throw new ProblemError('session.sign-in-refused');
    return user;
  }
}
