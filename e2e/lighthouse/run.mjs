// Lighthouse over the pages that everybody meets: accessibility, best practices and search engine
// optimisation have to be 100. Performance depends on how busy the machine is and is only printed.
// Run it with make lighthouse.

import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { startMarket } from '../market.mjs';
import { check, close, none } from '../report.mjs';
import { prepareCustomer } from '../pages.mjs';
import { chromiumPath, startBrowser } from '../visitor.mjs';

const must = ['accessibility', 'best-practices', 'seo'];
/** Pages of one visitor are kept out of search engines on purpose, so that part does not count. */
const pages = [
  ['home', '/'], ['list', '/products/'], ['product', '/product/123/'], ['search', '/search/?q=laptop', 'own'],
  ['cart', '/cart/', 'own'], ['checkout', '/checkout/', 'own'],
];

const market = await startMarket('sqlite');
const browser = await startBrowser();
const { cookies } = await prepareCustomer(browser, market);
await browser.close();
const chrome = await launch({ chromePath: chromiumPath(), chromeFlags: ['--headless=new', '--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] });
try {
  for (const [name, path, own] of pages) {
    await check(`lighthouse: ${name}`, async () => {
      const flags = {
        port: chrome.port, output: 'json', logLevel: 'error', onlyCategories: [...must, 'performance'],
        ...(own && { extraHeaders: { Cookie: cookies.map((c) => `${c.name}=${c.value}`).join('; ') } }),
      };
      const { lhr } = await lighthouse(market.url + path, flags);
      if (lhr.runtimeError) throw new Error(`${lhr.runtimeError.code}: ${lhr.runtimeError.message}`);
      const points = Object.fromEntries(Object.entries(lhr.categories).map(([id, c]) => [id, Math.round(c.score * 100)]));
      console.log(`     ${name}: ${JSON.stringify(points)}, benchmark index ${Math.round(lhr.environment.benchmarkIndex)}`);
      const low = must.filter((id) => points[id] < 100 && !(own && id === 'seo'));
      none(low.map((id) => {
        const lost = lhr.categories[id].auditRefs.filter((ref) => ref.weight > 0 && !(lhr.audits[ref.id].score === 1 || lhr.audits[ref.id].scoreDisplayMode === 'notApplicable'));
        return `${id} has ${points[id]}: ${lost.map((ref) => lhr.audits[ref.id].title).join('; ')}`;
      }), 'below 100');
    });
  }
} finally {
  await chrome.kill();
  await market.stop();
}
process.exit(close());
