import { expect } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { eventually } from './eventually.js';

/** Waits until every change by others will reach the page. */
export async function isLive(page: Page): Promise<void> {
  await page.locator('[data-connection=live]').waitFor();
}

export async function openRecord(page: Page, id: string): Promise<void> {
  await page.goto(`/users/${id}`);
  await page.getByRole('form', { name: 'General Information' }).waitFor();
  await isLive(page);
}

/** Opens the list in the state a URL's query says; by default of everyone. */
export async function openList(page: Page, query: Record<string, string> = {}): Promise<void> {
  await page.goto(`/users?${new URLSearchParams({ tab: 'users', ...query }).toString()}`);
  await page.getByRole('table', { name: 'Users' }).waitFor();
  await isLive(page);
}

export function field(page: Page, label: string): Locator {
  return page.getByLabel(label, { exact: true });
}

export function row(page: Page, id: string): Locator {
  return page.locator(`tr[data-user="${id}"]`);
}

export function button(page: Page, name: string | RegExp): Locator {
  return page.getByRole('button', { name, exact: true });
}

/** Saves and stays; resolves when the record is stored. */
export async function saveAndContinue(page: Page): Promise<void> {
  await button(page, 'Save and Continue').click();
  await page.getByRole('region', { name: 'Unsaved changes' }).waitFor({ state: 'hidden' });
}

export function expectText(locator: Locator, text: string | RegExp): Promise<void> {
  return eventually(async () => {
    expect(await locator.innerText()).toMatch(text);
  }, 20_000);
}

export function expectValue(locator: Locator, value: string): Promise<void> {
  return eventually(async () => {
    expect(await locator.inputValue()).toBe(value);
  }, 20_000);
}

/** Waits until the element is there to be seen. */
export function expectSeen(locator: Locator): Promise<void> {
  return locator.waitFor();
}

export function expectGone(locator: Locator): Promise<void> {
  return locator.waitFor({ state: 'hidden' });
}

/** Chooses an option of a select of the page's own making by mouse, as a toolbar has them. */
export async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('main').getByLabel(label).first().click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

export function expectUrl(page: Page, path: string): Promise<void> {
  return eventually(() => {
    const url = new URL(page.url());
    expect(decodeURIComponent(url.pathname + url.search)).toBe(path);
  }, 20_000);
}
