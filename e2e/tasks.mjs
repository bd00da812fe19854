// What customers, vendors and staff come for, done twice: with the keyboard alone on a desktop, and
// without scripts on a phone. Each round has a market of its own.

import { keyboardHand, plainHand } from './hands.mjs';
import { startMarket } from './market.mjs';
import { fillCheckout, password, signUp } from './purchase.mjs';
import { check, none } from './report.mjs';
import { openVisitor, submit } from './visitor.mjs';

const picture = new URL('../docs/picture.png', import.meta.url).pathname;
const send = 'main form button[type=submit]:not([name=insert])';
const refusal = 'main [role=alert]';
const said = 'main .alert.success, main .flash .alert';
const numbered = (list) => `main a[href*="${list}"]:not([href*="?"]):not([href$="${list}"])`;
const tellsOf = (text) => `main :text("${text}")`;

/** Sends an empty form: the server says what is missing, wherever the browser would have kept silent. */
async function refused(hand, { expect }, button) {
  expect(422);
  await hand.press(button);
  await hand.sees(refusal);
}

const customer = {
  async 'saves an address'(hand, visitor) {
    await hand.go('/address/add/');
    await refused(hand, visitor, send);
    await hand.type('address', 'Satpayev 22');
    await hand.press(send);
    await hand.sees(tellsOf('Satpayev 22'));
  },
  async 'reviews a product'(hand, visitor) {
    await hand.go('/product/456/review/');
    await refused(hand, visitor, 'main form[action$="/review/"] button[type=submit]');
    await hand.choose('rating', '4');
    await hand.type('review', 'It fits a small hand.');
    await hand.press('main form[action$="/review/"] button[type=submit]');
    await hand.sees(tellsOf('It fits a small hand.'));
  },
  async 'keeps a wish and drops it'(hand) {
    await hand.go('/product/456/');
    await hand.press('#buy [data-wish="456"] button');
    await hand.sees('#wish-count:text-is("1")');
    await hand.go('/wishlist/');
    await hand.press('main form[action*="/wishlist/remove/"] button');
    await hand.sees('main form[action$="/wishlist/restore/"]');
  },
  async 'cancels an order'(hand, _, { oid }) {
    await hand.go(`/order/${oid}/`);
    await hand.follow('main a[href$="/cancel/"]', /\/cancel\/$/);
    await hand.press('main form[action$="/cancel/"] button');
    await hand.sees(tellsOf('Cancelled'));
  },
  async 'writes to a shop'(hand, visitor) {
    await hand.go('/messages/new/?product=123');
    await refused(hand, visitor, 'main form[action*="/messages/new/"] button[type=submit]');
    await hand.type('body', 'Does it come with a bag?');
    await hand.press('main form[action*="/messages/new/"] button[type=submit]');
    await hand.sees(tellsOf('Does it come with a bag?'));
  },
  async 'changes the password'(hand, visitor) {
    await hand.go('/user/change-password/');
    await refused(hand, visitor, send);
    await hand.type('old_password', password);
    await hand.type('password1', 'a-quite-other-word-7');
    await hand.type('password2', 'a-quite-other-word-7');
    await hand.press(send);
    await hand.sees(said);
  },
};

const vendor = {
  async 'adds a product'(hand, visitor) {
    const button = 'main button[name=do][value=submit]';
    await hand.go('/vendor/product/create/');
    await refused(hand, visitor, button);
    await hand.type('title_en', 'Copper kettle');
    await hand.pick('category');
    await hand.attach('picture', picture);
    await hand.type('price_0', '25.00');
    await hand.type('stock_0', '3');
    await hand.press(button);
    await hand.sees(said);
    await hand.go('/vendor/products/?q=kettle');
    await hand.sees(tellsOf('Copper kettle'));
  },
  async 'ships a parcel'(hand, _, { parcel }) {
    await hand.go('/vendor/orders/');
    await hand.follow(`main a[href$="/vendor/order/${parcel}/"]`, /\/order\/\d+\/$/);
    for (const [step, next] of [['confirm', 'pack'], ['pack', 'ship']]) {
      await hand.press(`main button[name=do][value=${step}]`);
      await hand.sees(`main button[name=do][value=${next}]`);
    }
    await hand.type('tracking_number', 'KZ123456789');
    await hand.press('main button[name=do][value=ship]');
    await hand.sees('main :text("KZ123456789")');
  },
  async 'answers a review'(hand, visitor) {
    await hand.go('/vendor/reviews/?unanswered=1');
    await hand.follow('main a[href*="/reply/"]', /\/reply\/$/);
    await refused(hand, visitor, 'main form[action$="/reply/"] button[type=submit]');
    await hand.type('reply', 'Thank you for the kind words.');
    await hand.press('main form[action$="/reply/"] button[type=submit]');
    await hand.sees(tellsOf('Thank you for the kind words.'));
  },
};

const staff = {
  async 'puts a product on sale'(hand) {
    await hand.go('/admin/products/');
    await hand.follow(numbered('/admin/products/'), /\/products\/\d+\/$/);
    await hand.press('main form[action$="/approve/"] button[type=submit]');
    await hand.sees(tellsOf('put on sale'));
  },
  async 'verifies a vendor'(hand) {
    await hand.go('/admin/vendors/');
    await hand.follow(numbered('/admin/vendors/'), /\/vendors\/\d+\/$/);
    await hand.press('main form[action$="/verify/"] button[type=submit]');
    await hand.sees(said);
  },
};

/** Signs somebody of the demo market in. */
async function enter({ page }, address, field, email) {
  await page.goto(address);
  await page.fill(`[name=${field}]`, email);
  await page.fill('[name=password]', 'market-day-2026');
  await submit(page, page.locator('main form button[type=submit]').first());
}

/** Buys one piece of the first product of a list that can be bought, and answers the order's number. */
async function buy({ page }, person, products) {
  for (const id of products) {
    await page.goto(`/product/${id}/`);
    const add = page.locator(`#buy .btn-add-to-cart[data-product-id="${id}"]:not([disabled])`);
    if (await add.count() === 0) continue;
    await submit(page, add);
    await page.goto('/checkout/');
    await fillCheckout(page, person);
    await submit(page, page.locator('main form[action$="/checkout/"] button[type=submit]').last());
    return page.url().match(/\/order\/([^/]+)\/$/)[1];
  }
  throw new Error('nothing can be bought');
}

/** Everybody signed in: a customer with one order to cancel and one to be shipped by the vendor. */
async function gather(browser, market, manner) {
  const [buyer, seller, admin] = await Promise.all([1, 2, 3].map(() => openVisitor(browser, market, { ...manner, scripts: false })));
  const person = await signUp(buyer.page);
  await enter(seller, '/vendors/login/', 'email', 'vendor1@bazaar.test');
  await enter(admin, '/user/sign-in/', 'username', 'admin@bazaar.test');
  await seller.page.goto('/vendor/products/');
  const goods = await seller.page.locator('main a[href*="/product/"][href$="/edit/"]').evaluateAll((links) => links.map((a) => a.href.match(/\/product\/(\d+)\//)[1]));
  await buy(buyer, person, goods);
  await seller.page.goto('/vendor/orders/');
  const parcel = (await seller.page.locator('main a[href*="/vendor/order/"]').first().getAttribute('href')).match(/\/order\/(\d+)\//)[1];
  const known = { parcel, oid: await buy(buyer, person, [123]) };
  const people = [[customer, buyer], [vendor, seller], [staff, admin]];
  return Promise.all(people.map(async ([tasks, before]) => {
    const visitor = await openVisitor(browser, market, manner);
    await visitor.context.addCookies(await before.context.cookies());
    await before.close();
    return { tasks, visitor, known };
  }));
}

/** One round of all tasks. */
async function round(browser, words, manner, handOf) {
  const market = await startMarket('sqlite');
  try {
    let people = [];
    await check(`tasks ${words}: everybody is there`, async () => { people = await gather(browser, market, manner); });
    for (const { tasks, visitor, known } of people) {
      for (const [name, work] of Object.entries(tasks)) {
        await check(`task ${words}: ${name}`, async () => {
          visitor.forget();
          await work(handOf(visitor), visitor, known).catch(async (error) => {
            await visitor.page.screenshot({ path: `artifacts/failed-task-${name.replace(/\W+/g, '-')}-${manner.width}.png` }).catch(() => {});
            error.message += `\nat ${visitor.page.url()}`;
            throw error;
          });
          none(visitor.offences, 'offences');
        });
      }
      await visitor.close();
    }
  } finally {
    await market.stop();
  }
}

/** Both rounds, side by side. */
export async function everydayTasks(browser) {
  await Promise.all([
    round(browser, 'with the keyboard alone', { width: 1280 }, keyboardHand),
    round(browser, 'without scripts', { width: 360, scripts: false }, plainHand),
  ]);
}
