import type { z } from 'zod';
import type { AccessPage, accessQuerySchema } from '#contract/access-log.ts';
import { accessPageSchema } from '#contract/access-log.ts';
import { request } from './request.ts';

type AccessQueryInput = z.input<typeof accessQuerySchema>;
/** What to read; what is left out is not asked for. */
export type AccessRequest = {
  [Name in 'kind' | 'userId' | 'apiKeyId' | 'ip' | 'from' | 'to']?: AccessQueryInput[Name] | undefined;
} & { before?: string | undefined; limit?: number | undefined };

/** One page of the access log, newest first; `before` is the `next` of the page before. */
export function accessLog(query: AccessRequest): Promise<AccessPage> {
  return request('GET', '/access-log', accessPageSchema, { query });
}
