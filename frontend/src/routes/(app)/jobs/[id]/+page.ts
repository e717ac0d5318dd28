import { error } from '@sveltejs/kit';
import { getJob } from '#lib/api/jobs.ts';
import { isProblem } from '#lib/api/problem.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params }) => {
  try {
    return { job: await getJob(params.id) };
  } catch (cause) {
    // An address that was mistyped is refused as invalid; for a reader that is the same.
    if (isProblem(cause, 'resource.not-found') || isProblem(cause, 'request.invalid')) {
      error(404);
    }
    throw cause;
  }
};
