import { describe, expect, it } from '@jest/globals';
import { MergeChoices } from './merge-choices.svelte.ts';
import { aConflict } from './testing/factories.ts';

function choices(): MergeChoices {
  const url = aConflict({ field: 'websiteUrl', base: null, mine: 'https://a', theirs: 'https://b' });
  const typed = new Map([
    ['firstName', 'Emile the second'],
    ['websiteUrl', 'https://a'],
  ]);
  return new MergeChoices([aConflict(), url], (field) => typed.get(field) ?? null);
}

describe('B04 the merge view', () => {
  it('B04 decides nothing by itself', () => {
    const merge = choices();
    expect(merge.side('firstName')).toBeNull();
    expect(merge.complete).toBe(false);
    merge.choose('firstName', 'theirs');
    expect(merge.complete).toBe(false);
    merge.choose('websiteUrl', 'mine');
    expect(merge.complete).toBe(true);
    expect([...merge.choices]).toEqual([
      ['firstName', { take: 'theirs' }],
      ['websiteUrl', { take: 'value', value: 'https://a' }],
    ]);
  });

  it('B04 keeps what was typed after the refused save was sent', () => {
    const merge = choices();
    merge.chooseAll('mine');
    expect(merge.choices.get('firstName')).toEqual({ take: 'value', value: 'Emile the second' });
  });

  it('B04 takes an own text, once the schema takes it', () => {
    const merge = choices();
    merge.chooseAll('theirs');
    expect(merge.text('websiteUrl')).toBe('https://a');
    merge.type('websiteUrl', 'nowhere');
    expect(merge.error('websiteUrl')).toBe('url.invalid');
    expect(merge.complete).toBe(false);
    merge.type('websiteUrl', 'https://c');
    expect(merge.complete).toBe(true);
    expect(merge.choices.get('websiteUrl')).toEqual({ take: 'value', value: 'https://c' });
  });
});
