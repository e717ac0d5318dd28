import { ownRecordSchema, type OwnRecord } from '#contract/me.ts';
import { request } from './request.ts';

export function getOwnRecord(): Promise<OwnRecord> {
  return request('GET', '/me', ownRecordSchema);
}
