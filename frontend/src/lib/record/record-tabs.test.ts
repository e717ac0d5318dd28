import { describe, expect, it } from '@jest/globals';
import { openDraft, setRow } from './draft.ts';
import { asTab, placeOf, RECORD_TABS, rowCount, tabOf, tabsFor } from './record-tabs.ts';
import { aPhone, aRecord } from './testing/factories.ts';

describe('the tabs of a record', () => {
  it('leaves out what the reader may not see', () => {
    const { notes: _notes, ...record } = aRecord();
    expect(tabsFor(record, false)).toEqual(['general', 'contact', 'identifiers', 'attachments', 'roles']);
    expect(tabsFor(aRecord(), true)).toEqual(RECORD_TABS);
    expect(asTab('nothing')).toBe('general');
  });

  it('knows on which tab what is, and where', () => {
    expect(tabOf('title')).toBe('general');
    expect(tabOf('phones:p1/number')).toBe('contact');
    expect(tabOf('emails')).toBe('contact');
    expect(['title', 'emails', 'phones:p1/number'].map(placeOf)).toEqual([
      'field-title',
      'list-emails',
      'row-phones-p1',
    ]);
  });

  it('counts the rows there will be', () => {
    const draft = openDraft(aRecord({ phones: [aPhone('one'), aPhone('two')] }));
    expect(rowCount(setRow(draft, 'phones', 'one', null), 'contact')).toBe(1);
    expect(rowCount(draft, 'general')).toBeNull();
  });
});
