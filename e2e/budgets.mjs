// Bytes and requests of a first visit to every page on a phone, compressed as they travel, and the
// number of elements. They do not depend on how busy the machine is, so they are hard limits.

import { crowd } from './crowd.mjs';
import { none } from './report.mjs';

const kb = 1024;
const kinds = ['Document', 'Stylesheet', 'Script', 'Font', 'Image', 'total'];

/** Limits in bytes; requests and elements in number. */
const shared = { Stylesheet: 14 * kb, Font: 30 * kb, elements: 1200 };
const home = { ...shared, Document: 12 * kb, Script: 8 * kb, Image: 120 * kb, requests: 25, total: 180 * kb };
const list = { ...shared, Document: 14 * kb, Script: 10 * kb, Image: 120 * kb, requests: 30, total: 185 * kb };
const product = { ...list, Image: 140 * kb, requests: 22, total: 205 * kb };
const purchase = { ...shared, Document: 10 * kb, Script: 10 * kb, Image: 40 * kb, requests: 18, total: 105 * kb };
const account = { ...purchase, Script: 8 * kb, total: 100 * kb };
const panel = { ...shared, Stylesheet: 18 * kb, Document: 20 * kb, Script: 20 * kb, Image: 30 * kb, requests: 20, total: 120 * kb, elements: 2500 };

const limits = { public: list, customer: account, newcomer: account, vendor: panel, staff: panel };

/** Pages with limits of their own, by the beginning of their address. */
const special = [
  [/^\/$/, home],
  [/^\/product\/\d+\/$/, product],
  [/^\/products\/|^\/search\//, list],
  [/^\/(cart|checkout)\//, purchase],
  // The vendor sees the product as buyers will, with its pictures.
  [/^\/vendor\/product\/\d+\/preview\/$/, { ...panel, Image: product.Image, total: product.total }],
];

/** What a page of a group may weigh. */
export function limitsOf(folder, path) {
  return special.find(([pattern]) => pattern.test(path))?.[1] ?? limits[folder];
}

/** Loads a page with empty caches and sums what came over the wire by kind. */
async function weigh({ page, context }, path) {
  const session = await context.newCDPSession(page);
  const loading = new Map();
  const sums = { requests: 0, total: 0 };
  session.on('Network.requestWillBeSent', (e) => loading.set(e.requestId, e.type));
  session.on('Network.loadingFinished', (e) => {
    const kind = loading.get(e.requestId);
    sums[kind] = (sums[kind] ?? 0) + e.encodedDataLength;
    sums.total += e.encodedDataLength;
    sums.requests += 1;
  });
  await session.send('Network.enable');
  await page.goto(path, { waitUntil: 'networkidle' });
  const elements = await page.evaluate(() => document.querySelectorAll('*').length);
  return { ...sums, elements };
}

/** Checks every budget and prints what was weighed. */
export async function checkBudgets(browser, market, groups) {
  await crowd(browser, market, groups, { what: 'budget', size: 4, anew: true, width: 360, density: 2 }, async (visitor, { name, path, group }) => {
    const found = await weigh(visitor, path);
    console.log(`     ${name}: ${kinds.map((k) => `${k} ${((found[k] ?? 0) / kb).toFixed(1)}`).join(', ')} KB, ${found.requests} requests, ${found.elements} elements`);
    const over = Object.entries(limitsOf(group.folder, path)).filter(([k, most]) => (found[k] ?? 0) > most);
    none(over.map(([k, most]) => `${k}: ${found[k]}, at most ${most}`), 'over the budget');
    if (!found.Document || !found.Stylesheet) throw new Error('nothing was weighed');
  });
}
