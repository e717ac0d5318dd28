import { base, Faker } from '@faker-js/faker';
import type { AccountType, RecordType } from '../contract/codes.js';
import { EMAIL_TYPES_BY_RECORD_TYPE } from '../contract/codes.js';
import type { SourceUser } from '../sis/feed-writer.js';
import { fold } from '../users/keys.js';
import {
  CAMPUSES,
  GROUPS,
  JOB_CATEGORIES,
  JOB_DESCRIPTIONS,
  MAIL_DOMAIN,
  NOTES,
  type Origin,
  ORIGINS,
  SEED,
  TITLES,
  TODAY,
  USERS,
} from './institution.js';

/** Users of one integration profile. */
export interface SampleFeed {
  recordType: RecordType;
  accountType: AccountType;
  users: SourceUser[];
}

type Fields = SourceUser['fields'];

const LETTER: Record<RecordType, string> = {
  PUBLIC: 's',
  STAFF: 'e',
  CONTACT: 'c',
  ORGANIZATION: 'o',
  NON_AFFILIATED: 'n',
};
const FEMININE_SHARE = 0.5;

/** A person (or organisation) under construction: where they come from and their running number. */
interface Draft {
  faker: Faker;
  origin: Origin;
  recordType: RecordType;
  number: number;
}

async function fakers(): Promise<Map<Origin, Faker>> {
  const loaded = await Promise.all(
    ORIGINS.map(async (origin) => {
      const module = (await import(`@faker-js/faker/locale/${origin.locale}`)) as { faker: Faker };
      return [origin, module.faker] as const;
    }),
  );
  for (const [, faker] of loaded) faker.setDefaultRefDate(TODAY);
  return new Map(loaded);
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function chance(faker: Faker, probability: number): boolean {
  return faker.datatype.boolean(probability);
}

/** Chance that a value is there at all. */
function sometimes<T>(faker: Faker, probability: number, make: () => T): T | null {
  return chance(faker, probability) ? make() : null;
}

type Name = Pick<Fields, 'firstName' | 'middleName' | 'lastName' | 'prefFirstName' | 'gender'>;

function nameOf({ faker, recordType }: Draft): Name {
  if (recordType === 'ORGANIZATION') {
    return { firstName: null, middleName: null, lastName: faker.company.name(), prefFirstName: null, gender: null };
  }
  const sex = chance(faker, FEMININE_SHARE) ? 'female' : 'male';
  return {
    firstName: faker.person.firstName(sex),
    middleName: sometimes(faker, 0.12, () => faker.person.firstName(sex)),
    lastName: faker.person.lastName(sex),
    prefFirstName: sometimes(faker, 0.09, () => faker.person.firstName(sex)),
    gender: sometimes(faker, 0.6, () => (chance(faker, 0.04) ? 'NONE' : sex.toUpperCase())),
  };
}

function datesOf({ faker, recordType }: Draft): Pick<Fields, 'birthDate' | 'expiryDate' | 'purgeDate'> {
  const isPerson = recordType !== 'ORGANIZATION' && recordType !== 'CONTACT';
  const birthDate = isPerson
    ? sometimes(faker, 0.8, () => day(faker.date.birthdate({ min: 18, max: 78, mode: 'age' })))
    : null;
  const expired = chance(faker, 0.11);
  const expiry = sometimes(faker, 0.88, () =>
    expired ? faker.date.recent({ days: 500 }) : faker.date.soon({ days: 1400 }),
  );
  if (expiry === null) return { birthDate, expiryDate: null, purgeDate: null };
  const purge = new Date(expiry);
  purge.setUTCFullYear(purge.getUTCFullYear() + 2);
  return { birthDate, expiryDate: day(expiry), purgeDate: sometimes(faker, 0.7, () => day(purge)) };
}

/** The part of an address before the at sign: the name where it can be written in ASCII, else the number. */
function mailbox(fields: Fields, primaryId: string, number: number): string {
  const name = fold([fields.firstName, fields.lastName].filter((part) => part !== null).join('.')).replace(
    /[ ']/g,
    '-',
  );
  return /^[a-z][a-z.-]*[a-z]$/.test(name) && !name.includes('..')
    ? `${name}${number % 7 === 0 ? number : ''}`
    : primaryId;
}

function emailsOf(draft: Draft, fields: Fields): SourceUser['emails'] {
  const { faker, recordType, number } = draft;
  const local = mailbox(fields, fields.primaryId ?? '', number);
  const types = EMAIL_TYPES_BY_RECORD_TYPE[recordType];
  const main = recordType === 'PUBLIC' ? 'school' : 'work';
  const emails: SourceUser['emails'] = [
    { address: `${local}@${MAIL_DOMAIN}`, types: [main], description: null, preferred: true },
  ];
  if (chance(faker, 0.35) && types.includes('personal')) {
    const address = `${local}.${faker.number.int({ min: 1, max: 99 })}@post.example`;
    emails.push({ address, types: ['personal'], description: null, preferred: false });
  }
  return emails;
}

function phonesOf({ faker, recordType }: Draft): SourceUser['phones'] {
  const type = recordType === 'PUBLIC' ? 'mobile' : 'office';
  if (!chance(faker, 0.7)) return [];
  const number = faker.phone.number({ style: 'international' });
  return [{ number, types: [type], preferred: true, preferredSms: type === 'mobile' && chance(faker, 0.6) }];
}

function addressesOf({ faker, origin, recordType }: Draft): SourceUser['addresses'] {
  if (!chance(faker, 0.6)) return [];
  return [
    {
      lines: [faker.location.streetAddress()],
      city: faker.location.city(),
      stateProvince: null,
      postalCode: faker.location.zipCode(),
      country: origin.country,
      note: null,
      startDate: null,
      endDate: null,
      types: [recordType === 'PUBLIC' ? 'home' : 'work'],
      preferred: true,
    },
  ];
}

function identifiersOf({ faker, recordType, number }: Draft, isResearcher: boolean): SourceUser['identifiers'] {
  if (recordType === 'CONTACT') return [];
  const digits = (value: number, length: number): string => String(value).padStart(length, '0');
  const row = (type: string, value: string, active = true): SourceUser['identifiers'][number] => ({
    ...{ type, value, note: null, active },
  });
  const identifiers = [row('BARCODE', `2${digits(4_711_000_000_000 + number * 37, 13)}`, !chance(faker, 0.04))];
  if (chance(faker, 0.5)) identifiers.push(row('UNIV_ID', `N${digits(700_000 + number, 7)}`));
  if (chance(faker, 0.08)) identifiers.push(row('BARCODE', `3${digits(4_711_000_000_000 + number * 41, 13)}`, false));
  if (isResearcher)
    identifiers.push(row('ORCID', `0000-0002-${digits(1000 + (number % 9000), 4)}-${digits(number, 4)}`));
  return identifiers;
}

function notesOf({ faker }: Draft): SourceUser['notes'] {
  const count = chance(faker, 0.14) ? faker.number.int({ min: 1, max: 3 }) : 0;
  return faker.helpers.arrayElements(NOTES, count).map(([type, text]) => ({
    ...{ type, text, userViewable: chance(faker, 0.3), popup: type === 'POPUP', createdBy: null },
  }));
}

function fieldsOf(draft: Draft, primaryId: string, isResearcher: boolean): Fields {
  const { faker, origin, recordType } = draft;
  const isPerson = recordType !== 'ORGANIZATION';
  const works = recordType === 'STAFF' || recordType === 'NON_AFFILIATED';
  return {
    primaryId,
    ...nameOf(draft),
    prefMiddleName: null,
    prefLastName: null,
    title: isPerson ? sometimes(faker, works ? 0.5 : 0.1, () => faker.helpers.arrayElement(TITLES)) : null,
    jobCategory:
      recordType === 'STAFF' ? sometimes(faker, 0.5, () => faker.helpers.arrayElement(JOB_CATEGORIES)) : null,
    jobDescription: works ? sometimes(faker, 0.7, () => faker.helpers.arrayElement(JOB_DESCRIPTIONS)) : null,
    userGroup: faker.helpers.arrayElement(GROUPS[recordType]),
    campusCode: isPerson ? sometimes(faker, 0.7, () => faker.helpers.arrayElement(CAMPUSES)) : null,
    websiteUrl: isResearcher ? `https://people.${MAIL_DOMAIN}/${primaryId}` : null,
    preferredLanguage: origin.language,
    ...datesOf(draft),
    status: chance(faker, 0.07) ? 'INACTIVE' : 'ACTIVE',
  };
}

function sampleUser(draft: Draft): SourceUser {
  const { faker, recordType, number } = draft;
  const share = { PUBLIC: 0.03, STAFF: 0.35, CONTACT: 0, ORGANIZATION: 0, NON_AFFILIATED: 0.8 }[recordType];
  const isResearcher = chance(faker, share);
  const primaryId = `${LETTER[recordType]}${100_000 + number}`;
  const fields = fieldsOf(draft, primaryId, isResearcher);
  return {
    primaryId,
    fields,
    isResearcher,
    emails: emailsOf(draft, fields),
    phones: phonesOf(draft),
    addresses: addressesOf(draft),
    identifiers: identifiersOf(draft, isResearcher),
    notes: notesOf(draft),
  };
}

/** The people of the sample institution, one feed per profile; the same people every time. */
export async function sampleFeeds(): Promise<SampleFeed[]> {
  const byOrigin = await fakers();
  const choice = ORIGINS.map((value) => ({ value, weight: value.weight }));
  const dice = new Faker({ locale: base, seed: SEED });
  let number = 0;
  return Object.entries(USERS).flatMap(([recordType, byAccount]) =>
    Object.entries(byAccount).map(([accountType, count]) => ({
      recordType: recordType as RecordType,
      accountType: accountType as AccountType,
      users: Array.from({ length: count }, () => {
        number += 1;
        const origin = dice.helpers.weightedArrayElement(choice);
        const faker = byOrigin.get(origin) ?? dice;
        // Seeded per person: a change in one leaves all others as they were.
        faker.seed(SEED + number);
        return sampleUser({ faker, origin, recordType: recordType as RecordType, number });
      }),
    })),
  );
}
