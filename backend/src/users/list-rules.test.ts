import { EMAIL_TYPES, EMAIL_TYPES_BY_RECORD_TYPE, RECORD_TYPES } from '../contract/codes.js';
import type { AddressType, PhoneType, RecordType } from '../contract/codes.js';
import { ADDRESS_TYPES, PHONE_TYPES } from '../contract/codes.js';
import { checkFlags, checkLists } from './list-rules.js';
import type { RecordLists, RowOf } from './record-lists.js';

const NO_ROWS: RecordLists = { emails: [], phones: [], addresses: [], identifiers: [], notes: [], roles: [] };

function email(id: string, ...types: RowOf['emails']['types']): RowOf['emails'] {
  return { id, address: 'a@example.org', types, description: null, preferred: false, external: false };
}

function errorsOf(emails: RowOf['emails'][], recordType: RecordType): string[] {
  const owner = { recordType, accountType: 'INTERNAL', primaryId: 'x' } as const;
  return checkLists({ ...NO_ROWS, emails }, owner).map(({ path, code }) => `${path} ${code}`);
}

describe('checkLists', () => {
  it.each(RECORD_TYPES)('S060 knows the types a %s user may have', (recordType) => {
    const refused = EMAIL_TYPES.filter((type) => errorsOf([email('1', type)], recordType).length > 0);
    expect(refused).toEqual(EMAIL_TYPES.filter((type) => !EMAIL_TYPES_BY_RECORD_TYPE[recordType].includes(type)));
  });

  it('S060 School is for public users only, Alternative for public and staff', () => {
    const having = (type: 'school' | 'alternative') =>
      RECORD_TYPES.filter((recordType) => EMAIL_TYPES_BY_RECORD_TYPE[recordType].includes(type));
    expect(having('school')).toEqual(['PUBLIC']);
    expect(having('alternative')).toEqual(['PUBLIC', 'STAFF']);
  });

  it('S060 says which address has which wrong type', () => {
    expect(errorsOf([email('1', 'work'), email('2', 'work', 'school')], 'STAFF')).toEqual([
      'emails.2.types contact.type-not-allowed',
    ]);
  });

  it('S072 Staff and Public users keep one address at least, others need none', () => {
    expect(errorsOf([], 'PUBLIC')).toEqual(['emails email.last-one']);
    expect(errorsOf([], 'STAFF')).toEqual(['emails email.last-one']);
    expect(errorsOf([], 'ORGANIZATION')).toEqual([]);
  });
});

/** Types only some record types have, and which; all other types every record type has. */
const SOME_ADDRESSES: Partial<Record<AddressType, RecordType[]>> = { alternative: ['PUBLIC'], school: ['PUBLIC'] };
const FOR_CONTACTS: PhoneType[] = [
  ...(['claim_fax', 'claim_phone', 'order_fax', 'payment_fax', 'payment_phone'] as const),
  ...(['returns_fax', 'returns_phone'] as const),
];
const SOME_PHONES: Partial<Record<PhoneType, RecordType[]>> = {
  office_fax: ['STAFF', 'PUBLIC'],
  ...Object.fromEntries(FOR_CONTACTS.map((type) => [type, ['CONTACT']])),
};

describe.each(RECORD_TYPES)('contact types of a %s user', (recordType) => {
  const taken = (lists: Partial<RecordLists>): boolean =>
    !checkLists({ ...NO_ROWS, ...lists }, { recordType, accountType: 'INTERNAL', primaryId: 'x' }).some(
      ({ code }) => code === 'contact.type-not-allowed',
    );

  it.each(ADDRESS_TYPES)('S062 an address of type %s', (type) => {
    const address = {
      ...{ id: '1', lines: ['1 Main Street'], city: null, stateProvince: null, postalCode: null, country: null },
      ...{ note: null, startDate: null, endDate: null, types: [type], preferred: false, external: false },
    };
    expect(taken({ addresses: [address] })).toBe(SOME_ADDRESSES[type]?.includes(recordType) ?? true);
  });

  it.each(PHONE_TYPES)('S066 a telephone of type %s', (type) => {
    const phone = { id: '1', number: '1', types: [type], preferred: false, preferredSms: false, external: false };
    expect(taken({ phones: [phone] })).toBe(SOME_PHONES[type]?.includes(recordType) ?? true);
  });
});

describe('checkFlags', () => {
  it('S070 of rows given all at once, one per kind can be preferred', () => {
    const [yes, no] = [{ preferred: true }, { preferred: false }];
    expect(checkFlags({ emails: [yes, no], phones: [yes] })).toEqual([]);
    expect(checkFlags({ emails: [yes, yes] })).toEqual([{ path: 'emails', code: 'contact.several-preferred' }]);
  });
});
