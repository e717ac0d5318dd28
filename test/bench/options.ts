import { parseArgs } from 'node:util';

export const PARTS = ['read', 'save', 'live', 'sign-in', 'feed'] as const;
export type Part = (typeof PARTS)[number];

/** What is measured, and how long. */
export interface Options {
  /** Users in the database while requests are measured. */
  users: number;
  /** Users in the feed. */
  feed: number;
  /** Rounds of each measurement; in every round both sides run, one after the other. */
  rounds: number;
  /** Length of one side of a round. */
  seconds: number;
  /** Refused sign-ins of each kind. */
  timings: number;
  parts: readonly Part[];
  /** File for the report as JSON. */
  json: string | undefined;
  /** Folder for CPU profiles of the portal. */
  profile: string | undefined;
}

export const HELP = `npm run bench [-- option …]

  --users N      users in the database (100000)
  --feed N       users in the feed (50000)
  --rounds N     rounds of each measurement (5)
  --seconds N    seconds of each side of a round (2)
  --timings N    refused sign-ins of each kind (1000)
  --only PART    one of ${PARTS.join(', ')}; may be given several times
  --json FILE    writes the report as JSON as well
  --profile DIR  writes CPU profiles of the portal there`;

function positive(name: string, value: string): number {
  const number = Number(value);
  if (!(number > 0)) throw new Error(`--${name} must be a number above 0.`);
  return number;
}

function partsOf(given: readonly string[]): readonly Part[] {
  const unknown = given.find((name) => !(PARTS as readonly string[]).includes(name));
  if (unknown !== undefined) throw new Error(`There is no part named ${unknown}; --help lists them.`);
  return given.length === 0 ? PARTS : PARTS.filter((part) => given.includes(part));
}

/** @returns null when only help was asked for */
export function readOptions(argv: readonly string[]): Options | null {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      users: { type: 'string', default: '100000' },
      feed: { type: 'string', default: '50000' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '2' },
      timings: { type: 'string', default: '1000' },
      only: { type: 'string', multiple: true, default: [] },
      json: { type: 'string' },
      profile: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  return {
    users: Math.round(positive('users', values.users)),
    feed: Math.round(positive('feed', values.feed)),
    rounds: Math.round(positive('rounds', values.rounds)),
    seconds: positive('seconds', values.seconds),
    timings: Math.round(positive('timings', values.timings)),
    parts: partsOf(values.only),
    json: values.json,
    profile: values.profile,
  };
}
