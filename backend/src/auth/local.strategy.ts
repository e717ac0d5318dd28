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

/** Local passwords through passport. A directory's strategy will stand beside it, chosen by the account type. */
@Injectable()
export class LocalStrategy extends PassportStrategy(Strategy, 'local') {
  constructor(private readonly signIn: SignInService) {
    super({ session: false, passReqToCallback: true });
  }

  async validate(request: Request, username: string, password: string): Promise<SignedIn> {
    return { userId: await this.signIn.signIn(username, password, originOf(request)) };
  }
}

/** Guards run before pipes, so the body is parsed here, before any strategy looks at it. */
@Injectable()
export class SignInGuard extends AuthGuard('local') {
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const body = signInSchema.safeParse(context.switchToHttp().getRequest<Request>().body);
    if (!body.success) {
      throw new ProblemError('request.invalid', { errors: body.error.issues.map(toFieldError) });
    }
    return refuseInTime(async () => (await super.canActivate(context)) as boolean);
  }

  override handleRequest<T>(error: unknown, user: T | false | null | undefined): T {
    if (error instanceof Error) throw error;
    if (user === false || user === null || user === undefined || Boolean(error))
      throw new ProblemError('session.sign-in-refused');
    return user;
  }
}
