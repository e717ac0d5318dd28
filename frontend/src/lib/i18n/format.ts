import { language } from './language.ts';

const whole = new Intl.NumberFormat(language);
const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });
const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
const exactMoment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' });
const clock = new Intl.DateTimeFormat(language, { timeStyle: 'short' });
const ago = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
const listed = new Intl.ListFormat(language, { type: 'conjunction' });

export function formatNumber(value: number): string {
  return whole.format(value);
}

/** A part of one as "37%"; whole only when it is whole, so that 99.9 % does not read as done. */
export function formatPercent(part: number): string {
  return percent.format(part < 1 ? Math.floor(part * 100) / 100 : part);
}

const SIZES = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

export function formatBytes(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log(bytes) / Math.log(1000)), SIZES.length - 1);
  const unit = SIZES[step] ?? 'byte';
  const format = new Intl.NumberFormat(language, {
    style: 'unit',
    unit,
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: step > 1 ? 1 : 0,
  });
  return format.format(bytes / 1000 ** step);
}

/** A calendar day has no time zone: it is read and written as UTC, so that it shows the same day everywhere. */
export function formatDay(value: string | null): string {
  if (value === null || value === '') return '';
  const date = new Date(`${value}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? value : day.format(date);
}

/** A moment, in the reader's own time zone. */
export function formatMoment(value: string): string {
  return moment.format(new Date(value));
}

/** With seconds, where the order of things matters. */
export function formatExactMoment(value: string): string {
  return exactMoment.format(new Date(value));
}

export function formatClock(value: string | number): string {
  return clock.format(new Date(value));
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
];

/** "3 min ago"; older than a month is told as a date. */
export function formatAgo(value: string, now: number): string {
  let amount = (new Date(value).getTime() - now) / 1000;
  // A reader's clock that is behind must not show changes from the future.
  if (amount > 0) amount = 0;
  for (const [unit, size] of STEPS) {
    if (Math.abs(amount) < size) return ago.format(Math.trunc(amount), unit);
    amount /= size;
  }
  return formatMoment(value);
}

export function formatList(values: readonly string[]): string {
  return listed.format(values);
}
