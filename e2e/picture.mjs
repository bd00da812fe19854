// Takes the picture of README.md, docs/picture.png: the catalogue on a desktop, a product on a phone
// in the dark. Run it after a visible change: make build && node e2e/picture.mjs.

import { statSync } from 'node:fs';
import { startMarket } from './market.mjs';
import { openVisitor, startBrowser } from './visitor.mjs';

const target = new URL('../docs/picture.png', import.meta.url).pathname;
const most = 400 * 1024;

/** A page as a screen shows it, with every picture loaded. */
async function screen(browser, market, { path, height, ...manner }) {
  const visitor = await openVisitor(browser, market, manner);
  await visitor.page.setViewportSize({ width: manner.width, height });
  await visitor.page.goto(path, { waitUntil: 'networkidle' });
  await visitor.page.evaluate(() => document.fonts.ready);
  const png = await visitor.page.screenshot();
  await visitor.close();
  return `data:image/png;base64,${png.toString('base64')}`;
}

const browser = await startBrowser();
const market = await startMarket('sqlite');
try {
  const desk = await screen(browser, market, { path: '/products/?category=electronics&order_by=-rating', width: 1280, height: 860 });
  const phone = await screen(browser, market, { path: '/ru/product/123/', width: 360, height: 720, dark: true, density: 1.5 });
  const page = await browser.newPage({ viewport: { width: 1440, height: 960 } });
  await page.setContent(`<style>
    body { margin: 0; width: 1440px; height: 960px; background: #dcece4; position: relative; overflow: hidden }
    img { position: absolute; display: block; box-shadow: 0 24px 60px #0a3b2b40 }
    .desk { inset: 56px auto auto 56px; width: 1180px; border-radius: 16px }
    .phone { inset: auto 48px 40px auto; width: 332px; border-radius: 32px; border: 8px solid #0d120f }
  </style><img class="desk" src="${desk}"><img class="phone" src="${phone}">`);
  await page.waitForFunction(() => [...document.images].every((image) => image.complete));
  await page.screenshot({ path: target });
  const { size } = statSync(target);
  console.log(`${target}: ${Math.round(size / 1024)} KB`);
  if (size > most) throw new Error(`the picture has ${size} bytes, at most ${most} are allowed`);
} finally {
  await market.stop();
  await browser.close();
}
