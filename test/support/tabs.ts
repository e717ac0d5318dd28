import type { Locator, Page } from 'playwright-core';
import { button, isLive } from './pages.js';

/** Opens a tab of a record, by its place in the URL. */
export async function openTab(page: Page, id: string, tab: string): Promise<void> {
  await page.goto(`/users/${id}?tab=${tab}`);
  await page.getByRole('tab', { selected: true }).waitFor();
  await isLive(page);
}

export function dialog(page: Page): Locator {
  return page.getByRole('dialog');
}

/** The row of the open tab's tables that has the text. */
export function entry(page: Page, text: string): Locator {
  return page.getByRole('tabpanel').getByRole('row').filter({ hasText: text });
}

/** Chooses an action from a row's own menu. */
export async function act(page: Page, text: string, action: string): Promise<void> {
  await entry(page, text)
    .getByRole('button', { name: /^Actions for/u })
    .click();
  await page.getByRole('menuitem', { name: action, exact: true }).click();
}

/** Fills in the dialog that adds a telephone, and leaves it open. */
export async function addPhone(page: Page, number: string, type = 'Home'): Promise<void> {
  await button(page, 'Add Phone Number').click();
  await dialog(page).getByLabel(type, { exact: true }).check();
  await dialog(page).getByLabel('Phone number').fill(number);
}
