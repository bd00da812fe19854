// The purchase path, from sign-up to sign-out, as a person walks it: with and without scripts.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { check, none } from './report.mjs';
import { openVisitor, submit } from './visitor.mjs';

export const password = 'correct-horse-42';

let people = 0;

/** Signs a new customer up and answers what it typed. */
export async function signUp(page) {
  people += 1;
  const person = { name: `buyer${Date.now() % 1e7}x${people}`, email: `buyer${Date.now()}x${people}@example.com` };
  await page.goto('/user/sign-up/');
  await page.fill('[name=username]', person.name);
  await page.fill('[name=email]', person.email);
  await page.fill('[name=password1]', password);
  await page.fill('[name=password2]', password);
  await submit(page, page.locator('main form button[type=submit]'));
  return person;
}

async function browse(page) {
  await page.goto('/products/?category=electronics');
  assert.equal(await page.locator('article.product-card[data-product-id]').count(), 20, 'cards on the first page');
  await Promise.all([page.waitForURL(/page=2/), page.locator('nav.pages a[rel=next]').click()]);
  assert.equal(await page.locator('article.product-card').count(), 20, 'cards on the second page');
  await page.goto('/products/?order_by=price');
  const ids = await page.locator('article.product-card').evaluateAll((cards) => cards.map((c) => c.dataset.productId));
  assert.equal(new Set(ids).size, 20, 'different products');
}

async function search({ page, scripts }) {
  await page.goto('/');
  await page.fill('#search-input', 'gaming');
  if (scripts) {
    await page.locator('#search-results a, #search-results [role=option]').first().waitFor();
    assert.match(await page.locator('#search-results').innerText(), /Gaming Laptop/);
    await page.press('#search-input', 'Escape');
    await page.locator('#search-results').waitFor({ state: 'hidden' });
  }
  await Promise.all([page.waitForURL(/\/search\/\?q=gaming/), page.press('#search-input', 'Enter')]);
  await Promise.all([page.waitForURL(/\/product\/123\//), page.locator('article.product-card[data-product-id="123"] h3 a').click()]);
  assert.match(await page.locator('h1').innerText(), /Gaming Laptop/);
}

/** Adds the product whose page is open, twice, and checks the badge. */
async function addTwice({ page, scripts }) {
  await page.fill('#quantity', '2');
  const add = page.locator('.btn-add-to-cart[data-product-id="123"]').first();
  if (scripts) {
    await add.click();
    await page.locator('[role=status] .toast', { hasText: 'Product added!' }).waitFor();
    await page.locator('#cart-count:text-is("2")').waitFor();
  } else {
    await submit(page, add);
    assert.match(page.url(), /\/cart\/$/);
  }
  assert.equal((await page.locator('#cart-count').innerText()).trim(), '2');
}

async function addFromCard({ page, scripts }, id, units) {
  await page.goto(`/search/?q=${id === 456 ? 'mouse' : 'laptop'}`);
  const add = page.locator(`.btn-add-to-cart[data-product-id="${id}"]`);
  if (scripts) {
    await add.click();
    await page.locator(`#cart-count:text-is("${units}")`).waitFor();
  } else {
    await submit(page, add);
  }
}

const line = (page, id) => page.locator('#cart .line', { has: page.locator(`a[href*="/product/${id}/"]`) });

async function setQuantity({ page, scripts }, id, quantity, units) {
  const input = line(page, id).locator('input[name=quantity]');
  await input.fill(String(quantity));
  if (scripts) {
    await input.press('Tab');
    await page.locator(`#cart-count:text-is("${units}")`).waitFor();
  } else {
    await submit(page, line(page, id).getByRole('button', { name: 'Update' }));
  }
}

async function editCart(visitor) {
  const { page, scripts } = visitor;
  await addFromCard(visitor, 456, 3);
  await page.goto('/cart/');
  assert.equal(await page.locator('#cart .line').count(), 2);
  await setQuantity(visitor, 456, 4, 6);
  assert.match(await line(page, 456).innerText(), /119\.96/);
  const remove = line(page, 456).locator('form[action*="delete"] button, button[id*=remove]').first();
  if (scripts) {
    await remove.click();
    await line(page, 456).waitFor({ state: 'detached' });
  } else {
    await submit(page, remove);
  }
  assert.equal(await page.locator('#cart .line').count(), 1);
  await undo(visitor);
  await setQuantity(visitor, 456, 1, 3);
  assert.match(await page.locator('#cart').innerText(), /2,029\.97/, 'two laptops and a mouse');
}

/** Takes the mouse back that was removed: with the quantity that it had. */
async function undo({ page, scripts }) {
  if (scripts) {
    await page.locator('#undo').click();
    await line(page, 456).waitFor();
  } else {
    await submit(page, page.locator('#undo'));
  }
  assert.equal(await line(page, 456).locator('input[name=quantity]').inputValue(), '4', 'the same quantity');
  assert.equal(await page.locator('#undo').count(), 0, 'nothing is left to undo');
}

/** Types a coupon into the open cart. */
export async function applyCoupon(page, code) {
  await page.locator('#cart details.fold > summary').click();
  await page.fill('#cart [name=coupon]', code);
  await submit(page, page.locator('#cart form[action$="/cart/coupon/"] button'));
}

/** A wrong coupon is said and changes nothing; a right one is taken off, and can be given back. */
async function tryCoupons({ page, expect }) {
  expect(422);
  await applyCoupon(page, 'NO-SUCH-CODE');
  assert.match(await page.locator('#cart').innerText(), /invalid or has expired/);
  assert.equal(await page.inputValue('#cart [name=coupon]'), 'NO-SUCH-CODE', 'what was typed stays');
  assert.match(await page.locator('#cart').innerText(), /2,029\.97/);
  await page.goto('/cart/');
  await applyCoupon(page, 'welcome10');
  assert.match(await page.locator('#cart').innerText(), /1,826\.97/, 'ten percent off');
  await page.locator('#drop-coupon').click();
  await page.locator('#drop-coupon').waitFor({ state: 'detached' });
  assert.match(await page.locator('#cart').innerText(), /2,029\.97/);
}

async function checkOut({ page, expect }, person) {
  await submit(page, page.locator('a[href$="/checkout/"]').first());
  assert.match(await page.locator('main').innerText(), /2,029\.97/);
  // Something is missing first: the form comes back with what was typed.
  await page.fill('[name=full_name]', 'Aigerim Bekova');
  await page.fill('[name=email]', 'not an address');
  expect(422);
  await submit(page, page.locator('main form[action$="/checkout/"] button[type=submit]').last());
  assert.equal(await page.inputValue('[name=full_name]'), 'Aigerim Bekova', 'what was typed stays');
  assert.ok(await page.locator('[aria-invalid=true]').count() > 0, 'the wrong fields are marked');
  await fillCheckout(page, person);
  await submit(page, page.locator('main form[action$="/checkout/"] button[type=submit]').last());
  const oid = page.url().match(/\/order\/([^/]+)\/$/)?.[1];
  assert.ok(oid, `after the order at ${page.url()}`);
  const text = await page.locator('body').innerText();
  assert.match(text, new RegExp(`Order #${oid} created successfully!`));
  assert.match(text, /2,029\.97/);
  assert.equal((await page.locator('#cart-count').innerText()).trim(), '0', 'the cart is empty');
  return oid;
}

/** Fills every field of the checkout. */
export async function fillCheckout(page, person) {
  const fields = {
    full_name: 'Aigerim Bekova', email: person.email, phone: '+7 701 123 45 67', address: 'Abay 10, 5',
    city: 'Almaty', state: 'Almaty', country: 'Kazakhstan', zip_code: '050000',
  };
  for (const [name, value] of Object.entries(fields)) await page.fill(`[name=${name}]`, value);
}

async function history(page, oid) {
  await page.goto('/orders/');
  const link = page.locator(`a[href$="/order/${oid}/"]`).first();
  await Promise.all([page.waitForURL(`**/order/${oid}/`), link.click()]);
  assert.match(await page.locator('main').innerText(), /Gaming Laptop/);
}

/** The order is printed, tracked by its number, bought again, and cancelled after a question. */
async function afterwards(page, oid, person) {
  const order = `/order/${oid}/`;
  await page.goto(`${order}print/`);
  assert.match(await page.locator('main').innerText(), /1,999\.98/);
  await page.goto('/orders/track/');
  await page.fill('[name=number]', oid);
  await page.fill('[name=email]', person.email);
  await submit(page, page.locator('main form button[type=submit]').last());
  assert.match(await page.locator('main').innerText(), /Parcel 1 of/);
  await page.goto(order);
  await submit(page, page.locator('form[action$="/reorder/"] button'));
  assert.match(await page.locator('#cart').innerText(), /2,029\.97/, 'the same goods again');
  await page.goto(order);
  await Promise.all([page.waitForURL(/\/cancel\/$/), page.locator('main a[href$="/cancel/"]').click()]);
  await submit(page, page.locator('main form[action$="/cancel/"] button'));
  assert.match(await page.locator('main').innerText(), /Cancelled/);
}

async function letterArrives(market, oid) {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline;) {
    const found = market.letters().some((file) => readFileSync(file, 'utf8').includes(`Order Confirmation #${oid}`));
    if (found) return;
    await new Promise((resolve) => { setTimeout(resolve, 200); });
  }
  throw new Error(`no letter about ${oid} in 30 s; there are ${market.letters().length}`);
}

async function signOut(page) {
  await page.goto('/');
  await page.locator('details.account > summary').click();
  await submit(page, page.locator('form[action$="/user/sign-out/"] button'));
  const answer = await page.goto('/orders/');
  assert.match(answer.url(), /\/user\/sign-in\//, 'orders ask to sign in');
}

/** Walks the whole path and fails on the first thing that is not as it should be. */
export async function purchase(browser, market, manner) {
  const words = `${manner.width} px, ${manner.scripts ? 'with' : 'without'} scripts`;
  await check(`purchase path: ${words}`, async () => {
    const visitor = await openVisitor(browser, market, manner);
    const { page } = visitor;
    try {
      const person = await signUp(page);
      assert.match(page.url(), /\/dashboard\/$/, 'signed up');
      await browse(page);
      await search(visitor);
      await addTwice(visitor);
      await editCart(visitor);
      await tryCoupons(visitor);
      const oid = await checkOut(visitor, person);
      await history(page, oid);
      await afterwards(page, oid, person);
      await signOut(page);
      await letterArrives(market, oid);
      none(visitor.offences, 'offences');
    } catch (error) {
      await page.screenshot({ path: `artifacts/failed-purchase-${manner.width}-${manner.scripts}.png`, fullPage: true }).catch(() => {});
      error.message += `\nat ${page.url()}`;
      throw error;
    } finally {
      await visitor.close();
    }
  });
}

/** A guest's wish is kept through sign-up. */
export async function guestWish(browser, market) {
  await check('a guest adds, signs up, and finds the thing in the cart', async () => {
    const visitor = await openVisitor(browser, market, {});
    const { page } = visitor;
    try {
      await page.goto('/product/123/');
      visitor.expect(401);
      await page.locator('.btn-add-to-cart[data-product-id="123"]').first().click();
      await page.waitForURL(/\/user\/sign-in\//);
      await Promise.all([page.waitForURL(/\/user\/sign-up\//), page.locator('main a[href*="/user/sign-up/"]').click()]);
      const typed = { name: `guest${Date.now() % 1e8}`, email: `guest${Date.now()}@example.com` };
      await page.fill('[name=username]', typed.name);
      await page.fill('[name=email]', typed.email);
      await page.fill('[name=password1]', password);
      await page.fill('[name=password2]', password);
      await submit(page, page.locator('main form button[type=submit]'));
      await page.goto('/cart/');
      assert.match(await page.locator('#cart').innerText(), /Gaming Laptop/);
      none(visitor.offences, 'offences');
    } finally {
      await visitor.close();
    }
  });
}
