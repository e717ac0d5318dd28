import { describe, expect, it } from '@jest/globals';
import { RowForm, inputOf } from './row-form.svelte.ts';
import { aNote, aPhone } from './testing/factories.ts';

describe('the dialog of a row', () => {
  it('says for each field why the contract refuses it, until it is typed again', () => {
    const form = new RowForm('phones');
    expect(form.submit()).toBeNull();
    expect(form.error('number')).toBe('field.required');
    expect(form.error('types')).toBe('field.required');
    form.set('number', ' +47 1 ');
    expect(form.error('number')).toBeUndefined();
    form.set('types', ['home']);
    expect(form.submit()).toEqual({
      number: '+47 1',
      types: ['home'],
      preferred: false,
      preferredSms: false,
      external: false,
    });
  });

  it('S068 copies a row without its flags', () => {
    const phone = aPhone('one', { preferred: true, preferredSms: true, external: true });
    const form = new RowForm('phones', 'duplicate', phone);
    expect(form.submit()).toMatchObject({
      number: phone.number,
      preferred: false,
      preferredSms: false,
      external: false,
    });
    expect(new RowForm('phones', 'edit', phone).submit()).toEqual(inputOf(phone));
  });

  it('S075 is empty for the next row after Add', () => {
    const form = new RowForm('notes', 'duplicate', aNote('one'));
    form.clear();
    expect(form.text('text')).toBe('');
  });

  it('S063 drops empty lines at the end of an address and names the date that lies before the other', () => {
    const form = new RowForm('addresses');
    form.set('types', ['home']);
    form.set('lines', ['1 Main Street', '', ' ']);
    form.set('startDate', '2020-03-01');
    form.set('endDate', '2020-02-29');
    expect(form.submit()).toBeNull();
    expect(form.error('endDate')).toBe('date.before-start');
    form.set('endDate', '');
    expect(form.submit()).toMatchObject({ lines: ['1 Main Street'], endDate: null, city: null });
  });
});
