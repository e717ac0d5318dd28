import {
  type Faker,
  fakerAR,
  fakerDE,
  fakerEL,
  fakerEN,
  fakerES,
  fakerFR,
  fakerHE,
  fakerJA,
  fakerPL,
  fakerRU,
  fakerTR,
  fakerVI,
  fakerZH_CN,
} from '@faker-js/faker';
import { v7 } from 'uuid';
import type { AccountType, EmailType, RecordType, Status } from '../../backend/src/contract/codes.js';
import type { RoleCode } from '../../backend/src/contract/permissions.js';
import { ROLE } from '../../backend/src/contract/permissions.js';
import { randomFrom } from './random.js';

/** A user of the bench's institution; the same number always gives the same person. */
export interface Person {
  id: string;
  recordType: RecordType;
  accountType: AccountType;
  status: Status;
  primaryId: string;
  firstName: string;
  middleName: string | null;
  lastName: string;
  gender: string;
  userGroup: string;
  jobCategory: string | null;
  jobDescription: string | null;
  campusCode: string;
  preferredLanguage: string;
  birthDate: string;
  expiryDate: string;
  purgeDate: string;
  isResearcher: boolean;
  emails: { id: string; address: string; types: EmailType[]; preferred: boolean }[];
  identifiers: { id: string; type: string; value: string }[];
  notes: { id: string; text: string }[];
  roles: { id: string; role: RoleCode }[];
}

interface Names {
  language: string;
  first: readonly string[];
  middle: readonly string[];
  last: readonly string[];
}

type NameLists = Partial<Record<'generic' | 'female' | 'male', readonly string[]>>;

function every(lists: NameLists | null | undefined): string[] {
  return [...(lists?.generic ?? []), ...(lists?.female ?? []), ...(lists?.male ?? [])];
}

type People = readonly [language: string, faker: Faker];

function namesOf([language, faker]: People): Names {
  const { person } = faker.rawDefinitions;
  return {
    language,
    first: every(person?.first_name),
    middle: every(person?.middle_name),
    last: every(person?.last_name),
  };
}

const SEED = 20_261_122;
/** Ids are dated from here, a millisecond apart, as if the users had been added one after the other. */
const EPOCH_MS = Date.UTC(2026, 0, 1);

function times<T>(count: number, value: T): T[] {
  return Array.from({ length: count }, () => value);
}

/** Names in Latin letters are most of all; other scripts are there, so that search meets them. */
const PEOPLES = [
  ...times<People>(10, ['en', fakerEN]),
  ...times<People>(4, ['de', fakerDE]),
  ...times<People>(2, ['fr', fakerFR]),
  ...times<People>(2, ['es', fakerES]),
  ...times<People>(2, ['pl', fakerPL]),
  ...times<People>(2, ['tr', fakerTR]),
  ...times<People>(2, ['vi', fakerVI]),
  ...([
    ['el', fakerEL],
    ['he', fakerHE],
    ['ja', fakerJA],
    ['ru', fakerRU],
    ['ar', fakerAR],
    ['zh', fakerZH_CN],
  ] satisfies People[]),
].map(namesOf);

const RECORD_TYPES: readonly RecordType[] = [
  ...times<RecordType>(16, 'PUBLIC'),
  ...times<RecordType>(2, 'STAFF'),
  'CONTACT',
  'NON_AFFILIATED',
];
const ACCOUNT_TYPES: readonly AccountType[] = [...times<AccountType>(8, 'EXTERNAL'), 'INTERNAL', 'INTEXTAUTH'];
const GROUPS = ['Undergraduate', 'Graduate', 'Doctoral', 'Faculty', 'Staff', 'Alumni', 'Visitor'];
const JOBS = ['Archivist', 'Cataloguer', 'Lecturer', 'Professor', 'Registrar', 'Research Fellow', 'Technician'];
const CAMPUSES = ['MAIN', 'NORTH', 'HARBOUR', 'MEDICAL'];
const DOMAINS = ['example.edu', 'students.example.edu', 'example.org', 'mail.example.net'];

class Dice {
  private readonly random: () => number;
  private readonly msecs: number;

  constructor(number: number) {
    this.random = randomFrom(Math.imul(SEED + number, 2_654_435_761));
    this.msecs = EPOCH_MS + number;
  }

  pick<T>(list: readonly T[]): T {
    const picked = list[Math.floor(this.random() * list.length)];
    if (picked === undefined) throw new Error('nothing to pick from');
    return picked;
  }

  chance(part: number): boolean {
    return this.random() < part;
  }

  between(low: number, high: number): number {
    return low + Math.floor(this.random() * (high - low));
  }

  day(firstYear: number, lastYear: number): string {
    const two = (value: number): string => String(value).padStart(2, '0');
    return `${this.between(firstYear, lastYear)}-${two(this.between(1, 13))}-${two(this.between(1, 29))}`;
  }

  id(): string {
    return v7({ msecs: this.msecs, random: Uint8Array.from({ length: 16 }, () => this.between(0, 256)) });
  }
}

function emailsOf(dice: Dice, login: string): Person['emails'] {
  const work: Person['emails'][number] = {
    id: dice.id(),
    address: `${login}@${dice.pick(DOMAINS)}`,
    types: ['work'],
    preferred: true,
  };
  if (!dice.chance(0.25)) return [work];
  return [work, { id: dice.id(), address: `${login}@home.example.com`, types: ['personal'], preferred: false }];
}

function identifiersOf(dice: Dice, login: string, number: number): Person['identifiers'] {
  const barcode = { id: dice.id(), type: 'BARCODE', value: `2${String(1e12 + number * 7).slice(1)}` };
  return dice.chance(0.25) ? [barcode, { id: dice.id(), type: 'INST_ID', value: `I-${login}` }] : [barcode];
}

/** Everybody is a patron, as where a feed's profile says so; few may do more. */
function rolesOf(dice: Dice): Person['roles'] {
  const patron = { id: dice.id(), role: ROLE.patron };
  return dice.chance(0.01) ? [patron, { id: dice.id(), role: ROLE.researchObserver }] : [patron];
}

/** The person of a number. */
export function personOf(number: number): Person {
  const dice = new Dice(number);
  const people = dice.pick(PEOPLES);
  const works = dice.chance(0.3);
  const expiryYear = dice.between(2027, 2032);
  const expiryDate = dice.day(expiryYear, expiryYear + 1);
  const login = `u${String(number).padStart(8, '0')}`;
  return {
    id: dice.id(),
    recordType: dice.pick(RECORD_TYPES),
    accountType: dice.pick(ACCOUNT_TYPES),
    status: dice.chance(0.92) ? 'ACTIVE' : 'INACTIVE',
    primaryId: login,
    firstName: dice.pick(people.first),
    middleName: dice.chance(0.3) ? dice.pick(people.middle) : null,
    lastName: dice.pick(people.last),
    gender: dice.pick(['FEMALE', 'MALE', 'NONE']),
    userGroup: dice.pick(GROUPS),
    jobCategory: works ? 'Academic' : null,
    jobDescription: works ? dice.pick(JOBS) : null,
    campusCode: dice.pick(CAMPUSES),
    preferredLanguage: people.language,
    birthDate: dice.day(1950, 2008),
    expiryDate,
    purgeDate: `${expiryYear + 1}${expiryDate.slice(4)}`,
    isResearcher: dice.chance(0.05),
    emails: emailsOf(dice, login),
    identifiers: identifiersOf(dice, login, number),
    notes: dice.chance(0.05) ? [{ id: dice.id(), text: 'Asked for a new card at the front desk.' }] : [],
    roles: rolesOf(dice),
  };
}

/** The first `count` people, made as they are read: any number fits into memory. */
export function* people(count: number): Generator<Person> {
  for (let number = 0; number < count; number += 1) yield personOf(number);
}
