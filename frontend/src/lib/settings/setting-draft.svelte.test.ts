import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Problem, ProblemCode } from '#contract/problems.ts';
import type { SaveSetting, SettingState } from '#contract/settings.ts';
import { ApiProblem, NoAnswer } from '../api/problem.ts';
import { SettingDraft } from './setting-draft.svelte.ts';

type Titles = SettingState<'user_titles'>;

const row = (code: string, label = code) => ({ code, label, enabled: true });

function problem(code: ProblemCode, status: number, extras: Partial<Problem> = {}): ApiProblem {
  return new ApiProblem({ type: '', title: code, status, code, ...extras });
}

class Portal {
  state = $state.raw<Titles>({ value: [row('A'), row('B')], version: 1, updatedAt: null, updatedBy: 'Ada' });
  refreshed = 0;
  sent: SaveSetting[] = [];
  answer: (body: SaveSetting) => Promise<Titles> = (body) => {
    const value = body.value as Titles['value'];
    return Promise.resolve({ ...this.state, value, version: this.state.version + 1 });
  };

  /** Somebody else saves. */
  becomes(value: Titles['value']): void {
    this.state = { ...this.state, value, version: this.state.version + 1 };
  }

  draft(): SettingDraft<'user_titles'> {
    return new SettingDraft('user_titles', {
      current: () => this.state,
      save: (body) => {
        this.sent.push(body);
        return this.answer(body);
      },
      put: (state) => {
        this.state = state;
      },
      refresh: () => {
        this.refreshed += 1;
        return Promise.resolve();
      },
    });
  }
}

describe('SettingDraft', () => {
  let portal: Portal;
  let draft: SettingDraft<'user_titles'>;
  beforeEach(() => {
    portal = new Portal();
    draft = portal.draft();
  });

  it('follows the portal while nothing was typed', () => {
    portal.becomes([row('C')]);
    expect([draft.value, draft.dirty]).toEqual([[row('C')], false]);
  });

  it('is not changed by what was changed back', () => {
    draft.change([row('A', 'x'), row('B')]);
    expect(draft.dirty).toBe(true);
    draft.change([row('A'), row('B')]);
    expect(draft.dirty).toBe(false);
  });

  it('joins what others change elsewhere with what I typed', () => {
    draft.change([row('A', 'mine'), row('B')]);
    portal.becomes([row('A'), row('B', 'theirs'), row('C')]);
    expect(draft.value).toEqual([row('A', 'mine'), row('B', 'theirs'), row('C')]);
    expect([draft.conflicts, draft.dirty]).toEqual([[], true]);
  });

  it('is clean when another saved just what I typed', () => {
    draft.change([row('A', 'same'), row('B')]);
    portal.becomes([row('A', 'same'), row('B')]);
    expect(draft.dirty).toBe(false);
  });

  it('keeps what I typed where both changed the same, and saves nothing until I choose', async () => {
    draft.change([row('A', 'mine'), row('B')]);
    portal.becomes([row('A', 'theirs'), row('B')]);
    expect(draft.value).toEqual([row('A', 'mine'), row('B')]);
    expect(draft.conflicts).toEqual([
      { part: 'A', base: row('A'), mine: row('A', 'mine'), theirs: row('A', 'theirs') },
    ]);
    expect(await draft.save()).toBe(false);
    draft.change([row('A', 'mine, too'), row('B')]);
    expect(draft.conflicts).toHaveLength(1);
    expect(portal.sent).toEqual([]);
  });

  it('saves mine over theirs once I chose it, with the version I saw', async () => {
    draft.change([row('A', 'mine'), row('B')]);
    portal.becomes([row('A', 'theirs'), row('B', 'new')]);
    draft.settle('mine');
    expect(await draft.save()).toBe(true);
    expect(portal.sent).toEqual([{ baseVersion: 2, value: [row('A', 'mine'), row('B', 'new')] }]);
    expect([draft.dirty, draft.server.version]).toEqual([false, 3]);
  });

  it('takes theirs and keeps what I changed elsewhere', () => {
    draft.change([row('A', 'mine'), row('B', 'mine')]);
    portal.becomes([row('A', 'theirs'), row('B')]);
    draft.settle('theirs');
    expect(draft.value).toEqual([row('A', 'theirs'), row('B', 'mine')]);
  });

  it('keeps what is typed while a save travels', async () => {
    draft.change([row('A', 'first'), row('B')]);
    const { answer } = portal;
    portal.answer = (body) => {
      draft.change([row('A', 'first'), row('B', 'second')]);
      return answer(body);
    };
    await draft.save();
    expect([draft.dirty, draft.value]).toEqual([true, [row('A', 'first'), row('B', 'second')]]);
  });

  it('shows why a value was refused until it is changed', async () => {
    const errors = [{ path: 'value.A', code: 'code.in-use', detail: '3' }];
    portal.answer = () => Promise.reject(problem('record.rules', 422, { errors }));
    draft.change([row('B')]);
    await draft.save();
    expect([draft.errors, draft.problem, draft.dirty]).toEqual([errors, null, true]);
    draft.change([row('A'), row('B')]);
    expect(draft.errors).toEqual([]);
  });

  it('reads again after a conflict, and shows it', async () => {
    portal.answer = () => {
      portal.becomes([row('A', 'theirs'), row('B')]);
      return Promise.reject(problem('record.conflict', 409));
    };
    draft.change([row('A', 'mine'), row('B')]);
    await draft.save();
    expect([portal.refreshed, draft.conflicts.length, draft.problem]).toEqual([1, 1, null]);
  });

  it('says that no answer came, and keeps what was typed', async () => {
    portal.answer = () => Promise.reject(new NoAnswer('down'));
    draft.change([row('A')]);
    await draft.save();
    expect([draft.problem, draft.dirty]).toEqual(['no-answer', true]);
    draft.discard();
    expect([draft.problem, draft.dirty]).toEqual([null, false]);
  });
});
