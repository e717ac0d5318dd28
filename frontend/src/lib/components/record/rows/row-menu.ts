import { BellRing, CircleCheck, CirclePause, Copy, Pencil, Star, Trash, Undo2 } from '@lucide/svelte';
import type { MenuItem } from '#lib/components/ui/menu-item.ts';
import { m } from '#lib/paraglide/messages.js';
import { carries, FLAGS, type DraftRow, type Flag, type ShownRow } from '#lib/record/draft-rows.ts';
import type { RowBarrier } from '#lib/record/row-access.ts';
import type { ListName, RowInput } from '#contract/list-rows.ts';
import { inputOf } from '#lib/record/row-form.svelte.ts';

export interface RowActs {
  edit: () => void;
  duplicate: () => void;
  change: (row: RowInput) => void;
  remove: () => void;
  undo: () => void;
}

const FLAG_ITEMS: Record<Flag, { label: () => string; icon: typeof Star }> = {
  preferred: { label: m['rows.action.preferred'], icon: Star },
  preferredSms: { label: m['rows.action.preferredSms'], icon: BellRing },
};

function flagItems(list: ListName, row: ShownRow, acts: RowActs): MenuItem[] {
  return FLAGS[list]
    .filter((flag) => !carries(row, flag))
    .map((flag) => ({
      label: FLAG_ITEMS[flag].label(),
      icon: FLAG_ITEMS[flag].icon,
      onselect: () => {
        acts.change({ ...inputOf(row), [flag]: true });
      },
    }));
}

function activeItems(row: ShownRow, acts: RowActs): MenuItem[] {
  if (!('active' in row)) return [];
  const { active } = row;
  const onselect = () => {
    acts.change({ ...inputOf(row), active: !active });
  };
  return active
    ? [{ label: m['rows.action.deactivate'](), icon: CirclePause, onselect }]
    : [{ label: m['rows.action.activate'](), icon: CircleCheck, onselect }];
}

/** What can be done with a row: one that is kept elsewhere can only be copied. */
export function rowMenu(list: ListName, { row, state }: DraftRow, barrier: RowBarrier, acts: RowActs): MenuItem[] {
  const duplicate = { label: m['rows.action.duplicate'](), icon: Copy, onselect: acts.duplicate };
  if (barrier === 'external') return [duplicate];
  if (barrier !== null) return [];
  return [
    { label: m['rows.action.edit'](), icon: Pencil, onselect: acts.edit },
    duplicate,
    ...flagItems(list, row, acts),
    ...activeItems(row, acts),
    ...(state === 'changed' ? [{ label: m['rows.action.undo'](), icon: Undo2, onselect: acts.undo }] : []),
    { label: m['rows.action.delete'](), icon: Trash, danger: true, apart: true, onselect: acts.remove },
  ];
}
