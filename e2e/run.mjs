// Runs the browser suite against the built program: node run.mjs [--engine sqlite|postgres] [--only PATTERN].
// Without an engine the whole suite runs on SQLite and the purchase path on PostgreSQL too, when
// TEST_DATABASE_URL says where one is.

import { mkdirSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { auditPages } from './audits.mjs';
import { checkBudgets } from './budgets.mjs';
import { saveDocuments, validate } from './documents.mjs';
import { keyboardWalk } from './keyboard.mjs';
import { startMarket } from './market.mjs';
import { prepareCustomer, prepareNewcomer, prepareStaff, prepareVendor, publicPages } from './pages.mjs';
import { plantedFaults } from './planted.mjs';
import { guestWish, purchase } from './purchase.mjs';
import { refusals } from './refused.mjs';
import { check, close, filter } from './report.mjs';
import { states } from './states.mjs';
import { everydayTasks } from './tasks.mjs';
import { tabWalk } from './tabwalk.mjs';
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
  const groups = await prepare(browser, market);
  await saveDocuments(market, groups);
  await auditPages(browser, market, groups);
  await checkBudgets(browser, market, groups);
  await plantedFaults(browser, market);
  await tabWalk(browser, market, groups);
  await refusals(browser, market, groups);
  await Promise.all([validate(), everydayTasks(browser), walkOn(browser, market, groups)]);
}

/** The pages of everybody who looks at the market, each group with its cookies. */
async function prepare(browser, market) {
  const groups = [{ folder: 'public', pages: publicPages }];
  const people = { customer: prepareCustomer, newcomer: prepareNewcomer, vendor: prepareVendor, staff: prepareStaff };
  for (const [folder, enter] of Object.entries(people)) {
    await check(`${folder}: signed in, with everything to look at`, async () => {
      groups.push({ folder, ...await enter(browser, market) });
    });
  }
  return groups;
}

/** What changes the market, one after the other. */
async function walkOn(browser, market, groups) {
  await states(browser, market, groups.find((g) => g.folder === 'customer'), groups.find((g) => g.folder === 'vendor' && g.pages));
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
