// Bytes and requests of a first visit on a phone, compressed as they travel. They do not depend on
// how busy the machine is, so they are hard limits.

import { check, none } from './report.mjs';
import { openVisitor } from './visitor.mjs';

const kb = 1024;

/** Limits in bytes; requests in number. */
const shared = { Stylesheet: 14 * kb, Font: 30 * kb };
const shopPages = {
  home: { path: '/', limits: { ...shared, Document: 12 * kb, Script: 8 * kb, Image: 120 * kb, requests: 25, total: 180 * kb } },
  list: { path: '/products/', limits: { ...shared, Document: 14 * kb, Script: 10 * kb, Image: 120 * kb, requests: 30, total: 185 * kb } },
  search: { path: '/search/?q=laptop', limits: { ...shared, Document: 14 * kb, Script: 10 * kb, Image: 120 * kb, requests: 30, total: 185 * kb } },
  product: { path: '/product/123/', limits: { ...shared, Document: 14 * kb, Script: 10 * kb, Image: 140 * kb, requests: 22, total: 205 * kb } },
  cart: { path: '/cart/', limits: { ...shared, Document: 10 * kb, Script: 10 * kb, Image: 40 * kb, requests: 18, total: 105 * kb } },
  checkout: { path: '/checkout/', limits: { ...shared, Document: 10 * kb, Script: 10 * kb, Image: 40 * kb, requests: 18, total: 105 * kb } },
};

/** Pages of the customer's own place, of the desk and of the administration, by their names in pages.mjs. */
const own = {
  customer: { names: ['dashboard', 'orders', 'order', 'profile', 'wishlist', 'security'], limits: { ...shared, Document: 10 * kb, Script: 8 * kb, Image: 40 * kb, requests: 18, total: 100 * kb } },
  vendor: { names: ['desk', 'goods', 'product form', 'analytics', 'finances', 'parcel'], limits: { ...shared, Stylesheet: 18 * kb, Document: 20 * kb, Script: 20 * kb, Image: 30 * kb, requests: 20, total: 120 * kb, elements: 2500 } },
  staff: { names: ['administration'], limits: { ...shared, Stylesheet: 18 * kb, Document: 20 * kb, Script: 20 * kb, Image: 30 * kb, requests: 20, total: 120 * kb, elements: 2500 } },
};

/** Every page that is weighed: its name, address, limits and the cookies of its visitor. */
function weighed(groups) {
  const customer = groups.find((g) => g.folder === 'customer');
  const list = Object.entries(shopPages).map(([name, page]) => ({ name, ...page, cookies: customer?.cookies }));
  for (const [folder, { names, limits }] of Object.entries(own)) {
    const group = groups.find((g) => g.folder === folder);
    for (const [name, path] of (group?.pages ?? []).filter(([n]) => names.includes(n))) list.push({ name, path, limits, cookies: group.cookies });
  }
  return list;
}

/** Loads a page with empty caches and sums what came over the wire by kind. */
async function weigh(browser, market, path, cookies) {
  const visitor = await openVisitor(browser, market, { width: 360, density: 2 });
  if (cookies) await visitor.context.addCookies(cookies);
  const session = await visitor.context.newCDPSession(visitor.page);
  const kinds = new Map();
  const sums = { requests: 0, total: 0 };
  session.on('Network.requestWillBeSent', (e) => kinds.set(e.requestId, e.type));
  session.on('Network.loadingFinished', (e) => {
    const kind = kinds.get(e.requestId);
    sums[kind] = (sums[kind] ?? 0) + e.encodedDataLength;
    sums.total += e.encodedDataLength;
    sums.requests += 1;
  });
  await session.send('Network.enable');
  await visitor.page.goto(path, { waitUntil: 'networkidle' });
  const elements = await visitor.page.evaluate(() => document.querySelectorAll('*').length);
  await visitor.close();
  return { ...sums, elements };
}

/** Checks every budget and prints what was weighed. */
export async function checkBudgets(browser, market, groups) {
  for (const { name, path, limits, cookies } of weighed(groups)) {
    await check(`budget: ${name}`, async () => {
      const found = await weigh(browser, market, path, cookies);
      const words = ['Document', 'Stylesheet', 'Script', 'Font', 'Image', 'total'].map((k) => `${k} ${((found[k] ?? 0) / kb).toFixed(1)}`);
      console.log(`     ${name}: ${words.join(', ')} KB, ${found.requests} requests, ${found.elements} elements`);
      const over = Object.entries({ elements: 1200, ...limits }).filter(([k, most]) => (found[k] ?? 0) > most);
      none(over.map(([k, most]) => `${k}: ${found[k]}, at most ${most}`), 'over the budget');
      if (!found.Document) throw new Error('nothing was weighed');
    });
  }
}
