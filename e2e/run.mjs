// Runs the browser suite against the built program: node run.mjs [--engine sqlite|postgres] [--only PATTERN].
// Without an engine the whole suite runs on SQLite and the purchase path on PostgreSQL too, when
// TEST_DATABASE_URL says where one is.

import { mkdirSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { auditPages, savePages, validate } from './audits.mjs';
import { checkBudgets } from './budgets.mjs';
import { keyboardWalk } from './keyboard.mjs';
import { startMarket } from './market.mjs';
import { prepareCustomer, prepareNewcomer, prepareStaff, prepareVendor, publicPages } from './pages.mjs';
import { longerTexts } from './pseudo.mjs';
import { guestWish, purchase } from './purchase.mjs';
import { check, close, filter } from './report.mjs';
import { states } from './states.mjs';
import { typeEverywhere } from './typed.mjs';
import { startBrowser } from './visitor.mjs';

const { values: options } = parseArgs({ options: { engine: { type: 'string' }, only: { type: 'string' } } });
process.chdir(new URL('.', import.meta.url).pathname);
if (options.only) filter(options.only);
rmSync('artifacts', { recursive: true, force: true });
mkdirSync('artifacts/html', { recursive: true });

async function paths(browser, market) {
  for (const width of [360, 1280]) {
    await Promise.all([true, false].map((scripts) => purchase(browser, market, { width, scripts })));
  }
}

async function everything(browser, market) {
  await paths(browser, market);
  await guestWish(browser, market);
  await keyboardWalk(browser, market);
  let customer;
  let newcomer;
  let vendor;
  let staff;
  await check('a customer with an order and a cart, and one without', async () => {
    customer = await prepareCustomer(browser, market);
    newcomer = await prepareNewcomer(browser, market);
  });
  await check('a vendor with goods', async () => {
    vendor = await prepareVendor(browser, market);
  });
  await check('staff', async () => {
    staff = await prepareStaff(browser, market);
  });
  const groups = [{ folder: 'public', pages: publicPages }, { folder: 'customer', ...customer }, { folder: 'newcomer', ...newcomer }, { folder: 'vendor', ...vendor }, { folder: 'staff', ...staff }];
  for (const group of groups.filter((g) => g.pages)) {
    await savePages(browser, market, group);
    // Most pages are looked at on a light phone and a dark desktop: those two go side by side.
    for (const pair of [[[360, false], [1280, true]], [[360, true], [1280, false]]]) {
      await Promise.all(pair.map(([width, dark]) => auditPages(browser, market, { ...group, width, dark })));
    }
  }
  await Promise.all([validate(), walkOn(browser, market, groups)]);
}

/** What changes the market, one after the other. */
async function walkOn(browser, market, groups) {
  const customer = groups.find((g) => g.folder === 'customer' && g.pages);
  await states(browser, market, customer);
  await checkBudgets(browser, market, groups);
  await longerTexts(browser, market, groups);
  await typeEverywhere(browser, market, groups);
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
