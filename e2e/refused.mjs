// Forms of customers and vendors that were refused, and the question in a dialog, in each language:
// the refusal is said, can be read, and fits.

import assert from 'node:assert/strict';
import axe from 'axe-core';
import { overflow, violations } from './audits.mjs';
import { crowd, languages, spoken } from './crowd.mjs';
import { none } from './report.mjs';

/** The button of the form that holds a field. */
const buttonOf = (name) => `main form:has([name=${name}]) button[type=submit]:not([name=insert])`;

/** Forms by group: what is typed before the last button of their form is pressed. */
const forms = {
  customer: [
    ['address', '/address/add/', { phone: 'x' }],
    ['password', '/user/change-password/', { old_password: 'not-the-word-1', password1: '1', password2: '2' }],
    ['address of letters', '/user/change-email/', { email: 'not an address' }],
    ['shop', '/vendors/register/', { shop_name: '' }],
    ['message', '/messages/new/?product=123', { body: '' }],
  ],
  newcomer: [
    ['erase', '/user/data/delete/', { password: 'not-the-word-1' }],
  ],
  vendor: [
    ['product', '/vendor/product/create/', { price_0: 'cheap' }],
    ['terms', '/vendor/settings/terms/', { city: '' }],
    ['invitation', '/vendor/staff/', { email: 'not an address' }],
  ],
};

/** What is wrong with the open page, on a phone and on a desktop. */
async function look(page, dark) {
  const offences = [];
  for (const width of [320, 1280]) {
    await page.emulateMedia({ colorScheme: dark === (width < 600) ? 'dark' : 'light', reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 900 });
    offences.push(...await violations(page), ...await overflow(page));
  }
  return offences;
}

async function refuse(visitor, { path, options: fields, language, number }) {
  const { page } = visitor;
  await page.goto(spoken(path, language));
  for (const [name, value] of Object.entries(fields)) await page.fill(`main [name=${name}]`, value);
  visitor.expect(422);
  const [answer] = await Promise.all([
    page.waitForResponse((r) => r.request().method() === 'POST'),
    page.waitForEvent('load'),
    page.locator(buttonOf(Object.keys(fields)[0])).filter({ visible: true }).last().click(),
  ]);
  assert.equal(answer.status(), 422);
  assert.ok(await page.locator('main [role=alert]').count() > 0, 'the refusal is said');
  assert.ok(await page.locator('main [aria-invalid=true]').count() > 0, 'the wrong fields are marked');
  none([...await look(page, number % 2 === 0), ...visitor.offences], 'offences');
}

async function ask(visitor, { path, language, number }) {
  const { page } = visitor;
  await page.goto(spoken(path, language));
  await page.locator('a[data-ask]').first().click();
  await page.locator('dialog[open]').waitFor();
  none([...await look(page, number % 2 === 0), ...visitor.offences], 'offences');
}

/** Every refusal and every question in a dialog, in each language. */
export async function refusals(browser, market, groups) {
  const refused = groups.filter(({ folder }) => forms[folder]).map((group) => ({ ...group, pages: forms[group.folder] }));
  await crowd(browser, market, refused, { what: 'refused', speaking: languages, before: axe.source }, refuse);
  const asking = groups.map((group) => ({ ...group, pages: group.pages.filter(([name]) => ['product form', 'vendor dossier'].includes(name)) }));
  await crowd(browser, market, asking, { what: 'asked', speaking: languages, before: axe.source }, ask);
}
