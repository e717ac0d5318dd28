import { formatNumber } from '#lib/i18n/format.ts';
import { m } from '#lib/paraglide/messages.js';

/** How long a job took, or has been running, in the two largest units. */
export function durationText(from: string, to: string | number): string {
  const seconds = Math.max(0, Math.round((new Date(to).getTime() - new Date(from).getTime()) / 1000));
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return m['jobs.seconds']({ count: seconds });
  if (minutes < 60) return m['jobs.minutes']({ minutes, seconds: seconds % 60 });
  return m['jobs.hours']({ hours: formatNumber(Math.floor(minutes / 60)), minutes: minutes % 60 });
}
