import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { findBarriers } from '../support/accessibility.js';
import type { Visitor } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { button, expectGone, expectSeen, openList } from '../support/pages.js';
import { setStage, type Stage } from '../support/stage.js';

let stage: Stage;
let ada: Visitor;
let page: Page;
let dialog: Locator;

setStage(async (opened) => {
  stage = opened;
  await stage.addUser('Mary', { jobDescription: 'Astronomer who also writes' });
  ada = await stage.signedIn('Ada');
  ({ page } = ada);
  dialog = page.getByRole('dialog');
});

function head(name: string, where = page): Locator {
  return where.getByRole('columnheader').filter({ hasText: new RegExp(`^\\s*${name}`, 'u') });
}

async function widthOf(name: string, where = page): Promise<number> {
  return (await head(name, where).boundingBox())?.width ?? 0;
}

function expectWidth(name: string, width: number, where = page): Promise<void> {
  return eventually(async () => {
    expect(Math.round(await widthOf(name, where))).toBe(Math.round(width));
  });
}

async function startOf(name: string): Promise<number> {
  return (await head(name).boundingBox())?.x ?? 0;
}

async function closeDialog(): Promise<void> {
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expectGone(dialog);
}

/** Drags the end of a column's head; null gives up on the way. */
async function drag(column: string, by: number, leave = false): Promise<void> {
  const box = await page.locator(`[data-width=${column}]`).boundingBox();
  if (box === null) throw new Error('no handle');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + by, y, { steps: 4 });
  if (leave) await page.keyboard.press('Escape');
  await page.mouse.up();
}

async function expectKept(wanted: object): Promise<void> {
  await eventually(async () => {
    const kept = await page.evaluate(async () => (await fetch('/api/preferences/list')).json() as Promise<unknown>);
    expect(kept).toMatchObject(wanted);
  });
}

describe('columns of the list', () => {
  beforeEach(async () => {
    await page.setViewportSize({ width: 1360, height: 850 });
    await openList(page, { q: 'Somerville' });
  });
  afterEach(async () => {
    await button(page, 'Columns').click();
    await button(page, 'As delivered').click();
    await closeDialog();
  });

  it('B28 are made wider and narrower by dragging, and remembered for the person', async () => {
    const before = await widthOf('Record Type');
    await drag('recordType', 60);
    await expectWidth('Record Type', before + 60);
    await drag('recordType', -40);
    await expectWidth('Record Type', before + 20);
    await drag('recordType', 90, true);
    await expectWidth('Record Type', before + 20);
    await expectKept({ widths: { recordType: Math.round(before + 20) } });
    const other = await stage.visitor();
    await other.signIn('Ada');
    await openList(other.page, { q: 'Somerville' });
    await expectWidth('Record Type', before + 20, other.page);
    await page.locator('[data-width=recordType]').dblclick();
    await expectKept({ widths: {} });
    await expectWidth('Record Type', before);
  });

  it('B28 F112 are made wider and narrower with the keyboard alone, and given back', async () => {
    const before = await widthOf('Status');
    await button(page, 'Columns').click();
    const wider = dialog.getByRole('button', { name: 'Make Status wider' });
    await wider.press('Enter');
    await wider.press('Enter');
    await dialog.getByRole('button', { name: 'Make Name narrower' }).press('Enter');
    await dialog.getByRole('button', { name: 'Keep Researcher in sight beside the name' }).press('Space');
    expect(await findBarriers(page)).toEqual([]);
    await expectKept({ widths: { status: Math.round(before) + 32 }, pinned: ['researcher'] });
    await expectWidth('Status', Math.round(before) + 32);
    await dialog.getByRole('button', { name: /^Width of Status: \d+/u }).press('Enter');
    await dialog.getByRole('button', { name: /^Width of Name: \d+/u }).press('Enter');
    await expectKept({ widths: {} });
    await closeDialog();
    expect(await findBarriers(page)).toEqual([]);
  });

  it('B28 that are pinned stand beside the name and stay in sight while the others move, where there is room', async () => {
    await button(page, 'Columns').click();
    const pin = dialog.getByRole('button', { name: 'Keep Status in sight beside the name' });
    await pin.click();
    expect(await pin.getAttribute('aria-pressed')).toBe('true');
    await dialog.getByRole('checkbox', { name: 'Job description' }).click();
    await closeDialog();
    const heads = await page.getByRole('columnheader').allInnerTexts();
    expect(heads.slice(0, 2).map((text) => text.trim())).toEqual(['Name', 'Status']);
    await page.setViewportSize({ width: 700, height: 850 });
    const scroll = page.getByRole('table', { name: 'Users' }).locator('..');
    const moved = async (): Promise<number[]> => {
      await scroll.evaluate((box) => {
        box.scrollLeft = 0;
      });
      const before = await Promise.all(['Name', 'Status', 'Record Type'].map(startOf));
      await scroll.evaluate((box) => {
        box.scrollLeft = 120;
      });
      const after = await Promise.all(['Name', 'Status', 'Record Type'].map(startOf));
      return after.map((start, at) => Math.round(start - (before[at] ?? 0)));
    };
    await eventually(async () => {
      expect(await moved()).toEqual([0, 0, -120]);
    });
    // On a telephone a second column in sight would leave no room for any other.
    await page.setViewportSize({ width: 390, height: 850 });
    await eventually(async () => {
      expect(await moved()).toEqual([0, -120, -120]);
    });
    await page.setViewportSize({ width: 1360, height: 850 });
    await expectSeen(head('Job description'));
  });
});
