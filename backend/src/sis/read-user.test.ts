import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { aSourceUser, anEmail, anIdentifier, xmlOf } from '../../../test/fixtures/feed.js';
import type { RecordType } from '../contract/codes.js';
import type { FeedElement } from './feed-element.js';
import type { FeedUser, ReadUser } from './feed-user.js';
import type { SourceUser } from './feed-writer.js';
import { readFeedUser } from './read-user.js';
import { readXmlFeed } from './xml-feed.js';

async function elements(xml: string | Buffer): Promise<FeedElement[]> {
  const found: FeedElement[] = [];
  for await (const element of readXmlFeed('users.xml', Readable.from([Buffer.from(xml)]))) found.push(element);
  return found;
}

async function readOne(inside: string, recordType: RecordType = 'PUBLIC'): Promise<ReadUser> {
  const [element] = await elements(`<users>\n<user>\n${inside}\n</user>\n</users>`);
  if (element === undefined) throw new Error('no user');
  return readFeedUser(element, recordType);
}

async function readGood(inside: string): Promise<FeedUser> {
  const read = await readOne(`<primary_id>a</primary_id>${inside}`);
  if ('user' in read) return read.user;
  throw new Error(JSON.stringify(read.unreadable));
}

async function rejections(inside: string, recordType?: RecordType): Promise<string[]> {
  const read = await readOne(`<primary_id>a</primary_id>\n${inside}`, recordType);
  if ('user' in read) throw new Error('the record was not rejected');
  return read.unreadable.rejections.map(({ line, field, code }) => `${line} ${field ?? ''} ${code}`);
}

const email = (inside: string): string => `<contact_info><emails><email>${inside}</email></emails></contact_info>`;
const identifier = (inside: string): string =>
  `<user_identifiers><user_identifier>${inside}</user_identifier></user_identifiers>`;

describe('a user of a feed', () => {
  it('S059 is read from the original format, without roles, password and what the profile says', async () => {
    const [first, second] = await elements(await readFile('test/fixtures/staff-feed.xml'));
    expect(first && readFeedUser(first, 'STAFF')).toMatchObject({
      user: {
        line: 3,
        primaryId: 'INGRID.AAS@EXAMPLE.EDU',
        fields: {
          firstName: 'Ingrid',
          middleName: null,
          userGroup: '27',
          expiryDate: '2033-09-01',
          purgeDate: '2035-09-01',
          prefFirstName: 'Inga',
          prefLastName: null,
          status: 'ACTIVE',
        },
        isResearcher: false,
        emails: [{ address: 'INGRID.AAS@EXAMPLE.EDU', types: ['work'], preferred: true }],
        phones: [{ number: '555-555-5555', types: ['office'], preferred: true, preferredSms: false }],
        addresses: [{ lines: ['AA-B1-11', '', 'North wing'], city: null, note: 'Mailing address', types: ['work'] }],
        identifiers: [
          { type: '02', value: '444444444', active: true },
          { type: '01', value: '44444444444444', active: false },
        ],
        notes: [{ type: 'LIBRARY', text: 'Keys: 2nd floor & cellar', userViewable: true, popup: false }],
      },
    });
    expect(second && readFeedUser(second, 'STAFF')).toMatchObject({
      user: {
        primaryId: '2.STAFF@EXAMPLE.EDU',
        fields: { firstName: null, status: null },
        isResearcher: null,
        emails: [],
      },
    });
  });

  it('is what was written', async () => {
    const source: SourceUser = aSourceUser('漢.x', {
      fields: {
        lastName: `O'Neill & <Søn> "x"`,
        birthDate: '1979-01-31',
        gender: 'NONE',
        websiteUrl: 'https://x.org/?a&b',
      },
      isResearcher: true,
      emails: [
        anEmail('a@example.org', { description: 'x', types: ['work', 'personal'] }),
        anEmail('b@example.org', { preferred: false }),
      ],
      phones: [{ number: '+47 1', types: ['mobile'], preferred: true, preferredSms: true }],
      addresses: [
        {
          ...{
            lines: ['', '2'],
            city: 'Bergen',
            stateProvince: 'Vestland',
            postalCode: '5003',
            country: 'NOR',
            note: 'n',
          },
          ...{ startDate: '2020-02-29', endDate: null, types: ['home'], preferred: true },
        },
      ],
      identifiers: [anIdentifier('1', { note: 'n' }), anIdentifier('2', { type: 'ORCID', active: false })],
      notes: [{ type: 'OTHER', text: 'Hello', userViewable: true, popup: true, createdBy: 'ada' }],
    });
    const [element] = await elements(xmlOf([source]));
    expect(element && readFeedUser(element, 'PUBLIC')).toEqual({ user: { line: 3, ...source } });
  });

  it.each(['2030-01-16', '2030-01-16Z', '2030-01-16+14:00', '2030-01-16-11:00'])(
    'has the day %s as the 16th in every time zone',
    async (day) => {
      const { fields } = await readGood(`<birth_date>${day}</birth_date>`);
      expect(fields.birthDate).toBe('2030-01-16');
    },
  );

  it('keeps one preferred row of a kind, the first that says so', async () => {
    const rows = ['a', 'b', 'c'].map(
      (at) => `<phone preferred="${at !== 'a'}" preferred_sms="1"><phone_number>${at}</phone_number></phone>`,
    );
    const { phones } = await readGood(`<contact_info><phones>${rows.join('')}</phones></contact_info>`);
    expect(phones.map((phone) => [phone.number, phone.preferred, phone.preferredSms])).toEqual([
      ['a', false, true],
      ['b', true, false],
      ['c', false, false],
    ]);
  });
});

describe('a user of a feed that is rejected', () => {
  it.each([
    ['a day that does not exist', '<birth_date>2023-02-30</birth_date>', '4 birth_date date.invalid'],
    ['a day in another order', '<expiry_date>31.12.2030</expiry_date>', '4 expiry_date date.invalid'],
    ['a day of a bad zone', '<expiry_date>2030-12-31+25:00</expiry_date>', '4 expiry_date date.invalid'],
    ['a code nobody knows', '<gender>X</gender>', '4 gender code.unknown'],
    ['a status of another system', '<status>DELETED</status>', '4 status code.unknown'],
    ['a value that is too long', `<first_name>${'x'.repeat(256)}</first_name>`, '4 first_name text.too-long'],
    ['a campus code that is too long', `<campus_code>${'x'.repeat(51)}</campus_code>`, '4 campus_code text.too-long'],
    ['a control character', '<first_name>a&#x85;b</first_name>', '4 first_name text.control-character'],
    ['a web address that runs', '<web_site_url>javascript:alert(1)</web_site_url>', '4 web_site_url url.invalid'],
    ['a flag that is none', '<is_researcher>perhaps</is_researcher>', '4 is_researcher boolean.invalid'],
    ['an element nobody knows', '<expiry_dat>2030-01-01</expiry_dat>', '4 expiry_dat element.unknown'],
    ['an element twice', '<first_name>a</first_name><first_name>b</first_name>', '4 first_name element.repeated'],
    ['an element where text belongs', '<first_name><b>a</b></first_name>', '4 first_name element.unknown'],
    ['text where elements belong', '<contact_info>Bergen</contact_info>', '4 contact_info element.unexpected-text'],
    ['a bad e-mail address', email('<email_address>x</email_address>'), '4 email_address email.invalid'],
    ['no e-mail address', email('\n<email_address/>'), '5 email_address field.required'],
    ['an identifier without a value', identifier('<id_type>01</id_type>'), '4 value field.required'],
    ['an unknown list element', '<user_notes>\n<note/></user_notes>', '5 note element.unknown'],
    [
      'an address without a line',
      '<contact_info><addresses><address/></addresses></contact_info>',
      '4 line1 field.required',
    ],
  ])('has %s', async (_, inside, expected) => {
    await expect(rejections(inside)).resolves.toEqual([expected]);
  });

  it('has an e-mail type its record type does not have', async () => {
    const types = '<email_address>a@b.org</email_address><email_types><email_type>school</email_type></email_types>';
    await expect(rejections(email(types), 'STAFF')).resolves.toEqual(['4 email_type email.type-not-allowed']);
    await expect(readGood(email(types))).resolves.toMatchObject({ emails: [{ types: ['school'] }] });
  });

  it('has no primary identifier, or one that is too long', async () => {
    const without = await readOne('<first_name>a</first_name>');
    expect(without).toMatchObject({
      unreadable: { line: 2, primaryId: null, rejections: [{ line: 2, field: 'primary_id', code: 'field.required' }] },
    });
    const long = await readOne(`<primary_id>${'x'.repeat(256)}</primary_id>`);
    expect(long).toMatchObject({ unreadable: { rejections: [{ field: 'primary_id', code: 'text.too-long' }] } });
  });

  it('is named with every reason, each with its value', async () => {
    const read = await readOne('<primary_id>a</primary_id><status>GONE</status>\n<birth_date>never</birth_date>');
    expect(read).toMatchObject({
      unreadable: {
        primaryId: 'a',
        rejections: [
          { line: 3, detail: '“GONE” is not a known code.' },
          { line: 4, detail: '“never” is not a day of the calendar written as YYYY-MM-DD.' },
        ],
      },
    });
  });
});
