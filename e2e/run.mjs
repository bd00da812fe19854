// Runs the browser suite against the built program: node run.mjs [--engine sqlite|postgres] [--only PATTERN].
// Without an engine the whole suite runs on SQLite and the purchase path on PostgreSQL too, when
// TEST_DATABASE_URL says where one is.

import { mkdirSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { auditPages, savePages, validate } from './audits.mjs';
import { checkBudgets } from './budgets.mjs';
import { keyboardWalk } from './keyboard.mjs';
import { startMarket } from './market.mjs';
import { prepareCustomer, prepareNewcomer, publicPages } from './pages.mjs';
import { guestWish, purchase } from './purchase.mjs';
import { check, close, filter } from './report.mjs';
import { states } from './states.mjs';
import { startBrowser } from './visitor.mjs';

const { values: options } = parseArgs({ options: { engine: { type: 'string' }, only: { type: 'string' } } });
process.chdir(new URL('.', import.meta.url).pathname);
if (options.only) filter(options.only);
rmSync('artifacts', { recursive: true, force: true });
mkdirSync('artifacts/html', { recursive: true });

async function paths(browser, market) {
  for (const width of [360, 1280]) {
    for (const scripts of [true, false]) await purchase(browser, market, { width, scripts });
  }
}

async function everything(browser, market) {
  await paths(browser, market);
  await guestWish(browser, market);
  await keyboardWalk(browser, market);
  let customer;
  let newcomer;
  await check('a customer with an order and a cart, and one without', async () => {
    customer = await prepareCustomer(browser, market);
    newcomer = await prepareNewcomer(browser, market);
  });
  const groups = [{ folder: 'public', pages: publicPages }, { folder: 'customer', ...customer }, { folder: 'newcomer', ...newcomer }];
  for (const group of groups.filter((g) => g.pages)) {
    await savePages(browser, market, group);
    for (const width of [360, 1280]) {
      await Promise.all([false, true].map((dark) => auditPages(browser, market, { ...group, width, dark })));
    }
  }
  await states(browser, market, customer);
  await validate();
  await checkBudgets(browser, market, customer?.cookies);
}

async function on(engine, browser, suite) {
  console.log(`-- ${engine}`);
  const market = await startMarket(engine);
  try {
    await suite(browser, market);
  } finally {
    await check(`the market ends in good order (${engine})`, () => market.stop());
  }
}

const browser = await startBrowser();
try {
  if (options.engine) {
    await on(options.engine, browser, everything);
  } else {
    await on('sqlite', browser, everything);
    if (process.env.TEST_DATABASE_URL) await on('postgres', browser, paths);
  }
} finally {
  await browser.close();
}
process.exit(close());
