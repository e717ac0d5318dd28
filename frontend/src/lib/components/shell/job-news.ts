import type { Job } from '#contract/jobs.ts';

function isOver(job: Job): boolean {
  return job.state === 'completed' || job.state === 'failed';
}

/** Jobs of this person that ended between two looks at the list. What had ended before the first look is no news. */
export function newlyOver(before: readonly Job[] | null, after: readonly Job[] | null, startedBy: string): Job[] {
  if (before === null || after === null) return [];
  const atWork = new Set(before.filter((job) => !isOver(job)).map((job) => job.id));
  return after.filter((job) => isOver(job) && atWork.has(job.id) && job.startedBy === startedBy);
}
