import type { ArgumentsHost, CallHandler, ExceptionFilter, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Catch, Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Observable } from 'rxjs';
import { map } from 'rxjs';
import { toProblem } from '../platform/http/problem.filter.js';
import { LOGGER } from '../platform/log/logger.js';

type AnswerFunction = (answer: unknown) => void;

/** Wraps what a socket handler returns as the acknowledgement `{ ok: true, data }`. */
@Injectable()
export class AcknowledgeInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((data: unknown) => ({ ok: true, data: data ?? null })));
  }
}

/** Answers a failed message to its sender alone, as `{ ok: false, problem }`; nobody else notices (F37). */
@Catch()
export class SocketProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly log: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const problem = toProblem(error);
    if (problem.status >= 500) this.log.error({ err: error }, 'socket message failed');
    const answer: unknown = host.getArgs().find((argument) => typeof argument === 'function');
    if (typeof answer === 'function') (answer as AnswerFunction)({ ok: false, problem });
  }
}
