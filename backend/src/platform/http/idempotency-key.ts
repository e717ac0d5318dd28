import type { ExecutionContext } from '@nestjs/common';
import { createParamDecorator } from '@nestjs/common';
import { z } from 'zod';
import type { Request } from './principal.js';
import { ProblemError } from './problem.js';

const keySchema = z.uuid().optional();

/** The `Idempotency-Key` header (a UUID the client makes once per action), or null when there is none. */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext): string | null => {
  const key = keySchema.safeParse(context.switchToHttp().getRequest<Request>().headers['idempotency-key']);
  if (!key.success) {
    throw new ProblemError('request.invalid', { errors: [{ path: 'Idempotency-Key', code: 'id.invalid' }] });
  }
  return key.data ?? null;
});
