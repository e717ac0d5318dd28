import type { z } from 'zod';
import type { Job, SynchroniseQuery } from '#contract/jobs.ts';
import { jobListSchema, jobSchema, rejectPageSchema } from '#contract/jobs.ts';
import { request } from './request.ts';
import { upload } from './upload.ts';

export type RejectPage = z.infer<typeof rejectPageSchema>;

export async function listJobs(signal?: AbortSignal): Promise<Job[]> {
  return (await request('GET', '/jobs', jobListSchema, { signal })).jobs;
}

export function getJob(id: string, signal?: AbortSignal): Promise<Job> {
  return request('GET', `/jobs/${id}`, jobSchema, { signal });
}

export function listRejects(
  id: string,
  page: { after?: number; limit?: number } = {},
  signal?: AbortSignal,
): Promise<RejectPage> {
  return request('GET', `/jobs/${id}/rejects`, rejectPageSchema, { query: page, signal });
}

/** Sends a ZIP of user XML; `progress` is the part sent, 0 to 1. Answered once the job is queued. */
export function synchronise(
  file: Blob,
  query: SynchroniseQuery,
  progress: (part: number) => void,
  signal?: AbortSignal,
): Promise<Job> {
  return upload('/jobs/synchronise', { query, file, type: 'application/zip', answer: jobSchema, progress, signal });
}
