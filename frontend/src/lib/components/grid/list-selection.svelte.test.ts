import { beforeEach, describe, expect, it } from '@jest/globals';
import { ListSelection } from './list-selection.svelte.ts';

const PAGE = ['a', 'b', 'c', 'd', 'e'];
const WHOLE = { id: 'w', count: 400, complete: true, active: 399, inactive: 1 };

let selection: ListSelection;

beforeEach(() => {
  selection = new ListSelection();
});

function picked(): string {
  return PAGE.filter((id) => selection.has(id)).join('');
}

describe('the selection of the list', () => {
  it('picks rows one by one, and a range with Shift in either direction', () => {
    selection.pick(PAGE, 'd', true);
    selection.pick(PAGE, 'b', true, true);
    expect([picked(), selection.count, selection.of(PAGE)]).toEqual(['bcd', 3, 'some']);
    selection.pick(PAGE, 'e', true, true);
    expect(picked()).toBe('bcde');
    selection.pick(PAGE, 'c', false);
    selection.pick(PAGE, 'e', false, true);
    expect(picked()).toBe('b');
  });

  it('begins a range anew where the row picked last is on another page', () => {
    selection.pick(PAGE, 'a', true);
    selection.pick(['f', 'g', 'h'], 'h', true, true);
    expect(selection.wanted()).toEqual({ ids: ['a', 'h'] });
  });

  it('picks a page, keeps it while another is shown, and lets all go at once', () => {
    selection.pickPage(PAGE, true);
    selection.pickPage(['f'], true);
    expect([selection.count, selection.of(PAGE), selection.of(['f']), selection.of(['g'])]).toEqual([
      6,
      'all',
      'all',
      'none',
    ]);
    selection.pickPage(['f'], false);
    expect(selection.count).toBe(0);
  });

  it('holds a whole list, of which taking one row out leaves the page without it', () => {
    selection.pick(PAGE, 'a', true);
    selection.pickAll(WHOLE);
    expect([selection.count, selection.of(['unseen']), selection.whole]).toEqual([400, 'all', WHOLE]);
    selection.pick(PAGE, 'b', false);
    expect([picked(), selection.count, selection.whole]).toEqual(['acde', 4, null]);
  });
});
