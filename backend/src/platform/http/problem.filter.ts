import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { Catch, HttpException, Inject } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import type { Problem, ProblemCode } from '../../contract/problems.js';
import { isUnavailable } from '../database/sqlstate.js';
import { LOGGER } from '../log/logger.js';
import { ProblemError } from './problem.js';

const BY_STATUS: Partial<Record<number, ProblemCode>> = {
  400: 'request.invalid',
  401: 'session.required',
  403: 'permission.denied',
  404: 'resource.not-found',
  413: 'request.too-large',
  415: 'request.unsupported-media-type',
  429: 'rate.limited',
  503: 'service.unavailable',
};

function statusOf(error: unknown): number | null {
  if (error instanceof HttpException) return error.getStatus();
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number') {
    return error.statusCode; // Fastify's own refusals: body too large, malformed JSON
  }
  return null;
}

/** The problem that says what an error means to a client; unknown errors say nothing of their inside. */
export function toProblem(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (isUnavailable(error)) return new ProblemError('service.unavailable', { retryAfterMs: 1000 }).problem;
  const status = statusOf(error);
  const code = (status === null ? undefined : BY_STATUS[status]) ?? 'server.error';
  return new ProblemError(code, {}).problem;
}

/** Sends every error of a REST handler as RFC 9457 problem+json. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly log: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const problem = toProblem(error);
    if (problem.status >= 500) this.log.error({ err: error }, 'request failed');
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (problem.retryAfterMs !== undefined) {
      void reply.header('retry-after', String(Math.ceil(problem.retryAfterMs / 1000)));
    }
    void reply.status(problem.status).header('content-type', 'application/problem+json').send(JSON.stringify(problem));
  }
}
