// What a page looks like after something happened: refused forms, open menus, messages, a form that
// came too late, colours chosen by the system, paper.

import assert from 'node:assert/strict';
import { violations } from './audits.mjs';
import { signUp } from './purchase.mjs';
import { check, none } from './report.mjs';
import { openVisitor, submit } from './visitor.mjs';

const artifacts = new URL('./artifacts/', import.meta.url).pathname;

/** Brings a page into a state and audits it there, on a phone and on a dark desktop. */
async function state(browser, market, name, { cookies, manner = {}, reach }) {
  for (const look of [{ width: 360 }, { width: 1280, dark: true }]) {
    await check(`state: ${name} at ${look.width} px`, async () => {
      const visitor = await openVisitor(browser, market, { ...look, ...manner });
      if (cookies) await visitor.context.addCookies(cookies);
      try {
        await reach(visitor);
        await visitor.page.screenshot({ path: `${artifacts}state-${name.replace(/\W+/g, '-')}-${look.width}.png` });
        // Without scripts no timer of axe runs either: it would never answer.
        const found = manner.scripts === false ? [] : await violations(visitor.page);
        none([...found, ...visitor.offences], 'offences');
      } finally {
        await visitor.close();
      }
    });
  }
}

const send = (page) => submit(page, page.locator('main form button[type=submit]').last());

/** A refused form comes back with its status, its words and what was typed. */
async function refused({ page, expect }, path, fields, status) {
  await page.goto(path);
  for (const [name, value] of Object.entries(fields)) await page.fill(`main [name=${name}]`, value);
  await page.evaluate(() => document.querySelectorAll('form').forEach((form) => { form.noValidate = true; }));
  expect(status);
  const [answer] = await Promise.all([page.waitForResponse((r) => r.request().method() === 'POST'), send(page)]);
  assert.equal(answer.status(), status);
  assert.ok(await page.locator('main [role=alert], main .alert').count() > 0, 'the refusal is said');
  const [name, value] = Object.entries(fields)[0];
  assert.equal(await page.inputValue(`main [name=${name}]`), value, 'what was typed stays');
}

async function forms(browser, market, cookies) {
  await state(browser, market, 'sign-in refused', {
    reach: (visitor) => refused(visitor, '/ru/user/sign-in/', { username: 'nobody@example.com', password: 'not-the-word-1' }, 422),
  });
  await state(browser, market, 'sign-up refused', {
    reach: (visitor) => refused(visitor, '/kk/user/sign-up/', { username: 'a', email: 'not an address', password1: '1', password2: '2' }, 422),
  });
  await state(browser, market, 'checkout refused', {
    cookies,
    reach: (visitor) => refused(visitor, '/ru/checkout/', { full_name: '', email: 'not an address', phone: 'x' }, 422),
  });
  await state(browser, market, 'page open too long', {
    reach: async ({ page, expect }) => {
      await page.goto('/user/sign-in/');
      await page.fill('[name=username]', 'late@example.com');
      await page.fill('[name=password]', 'not-the-word-1');
      await page.evaluate(() => { document.querySelector('main [name=csrfmiddlewaretoken]').value = 'old'; });
      expect(403);
      await send(page);
      assert.match(await page.locator('main').innerText(), /The page was open too long/);
      assert.equal(await page.inputValue('main [name=username]'), 'late@example.com', 'what was typed stays');
    },
  });
}

async function overThePage(browser, market) {
  for (const [name, menu] of [['catalogue menu', '.catalog'], ['preferences menu', '.prefs']]) {
    await state(browser, market, name, {
      reach: async ({ page }) => {
        await page.goto('/kk/');
        await page.click(`${menu} > summary`);
        const box = await page.locator(`${menu} > .drop`).boundingBox();
        assert.ok(box.x >= 0 && box.x + box.width <= page.viewportSize().width, 'the menu is within the page');
      },
    });
  }
  await state(browser, market, 'suggestions', {
    reach: async ({ page }) => {
      await page.goto('/');
      await page.fill('#search-input', 'lap');
      await page.locator('#search-results [role=option]').first().waitFor();
    },
  });
}

async function messages(browser, market) {
  await state(browser, market, 'message after adding', {
    reach: async ({ page }) => {
      await signUp(page);
      await page.goto('/product/456/');
      await page.locator('.btn-add-to-cart').first().click();
      await page.locator('[role=status] .toast').waitFor();
    },
  });
  await state(browser, market, 'shop out of reach', {
    reach: async (visitor) => {
      await signUp(visitor.page);
      await visitor.page.goto('/product/456/');
      await visitor.context.setOffline(true);
      await visitor.page.locator('.btn-add-to-cart').first().click();
      await visitor.page.locator('[role=alert] .toast').waitFor();
      await visitor.context.setOffline(false);
      // Refused connections are what was asked for.
      const others = visitor.offences.filter((o) => !/INTERNET_DISCONNECTED|^failed: /.test(o));
      visitor.offences.splice(0, visitor.offences.length, ...others);
    },
  });
}

/** What is sold out says so and cannot be added; a forged form is refused. */
async function soldOut(browser, market, cookies) {
  await state(browser, market, 'out of stock', {
    cookies,
    reach: async ({ page }) => {
      await page.goto('/products/?order_by=title');
      for (;;) {
        const card = page.locator('article.product-card', { has: page.locator('.sold-out') }).first();
        if (await card.count() > 0) {
          await Promise.all([page.waitForURL(/\/product\//), card.locator('h3 a').click()]);
          break;
        }
        await Promise.all([page.waitForURL(/page=/), page.locator('nav.pages a[rel=next]').click()]);
      }
      assert.match(await page.locator('main .stock').first().innerText(), /Out of stock/);
      assert.equal(await page.locator('.product .btn-add-to-cart:not([disabled])').count(), 0, 'nothing to add');
    },
  });
}

/** A blank picture of one colour, as a vendor would send it. */
const photo = (page, name, colour) => page.evaluate((fill) => new Promise((done) => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 900, height: 900 });
  const pen = canvas.getContext('2d');
  pen.fillStyle = fill;
  pen.fillRect(0, 0, 900, 900);
  canvas.toBlob(async (blob) => done([...new Uint8Array(await blob.arrayBuffer())]), 'image/png');
}), colour).then((bytes) => ({ name, mimeType: 'image/png', buffer: Buffer.from(bytes) }));

/** Presses a button in the middle of the product's form and waits for what it draws. */
async function press(page, button, drawn) {
  await page.locator(`#product button[value="${button}"]`).click();
  await page.locator(drawn).waitFor();
}

/** The form of a product between its first letter and the day it is sent in. */
async function productForm(browser, market, cookies) {
  const begin = async ({ page }) => {
    await page.goto('/ru/vendor/product/create/');
    await page.fill('[name=title_ru]', 'Пиала');
  };
  const compose = async ({ page }) => {
    await press(page, 'option size', '#f-option_0_fresh');
    for (const [i, size] of ['S', 'M'].entries()) {
      await page.fill('[name=option_0_fresh]', size);
      await press(page, 'value 0', `#value-0-${i}`);
    }
  };
  await state(browser, market, 'product with pictures on their way', {
    cookies,
    reach: async (visitor) => {
      const { page } = visitor;
      await begin(visitor);
      const files = [await photo(page, 'red.png', '#b43c32'), { name: 'note.png', mimeType: 'image/png', buffer: Buffer.from('no picture') }, await photo(page, 'blue.png', '#325ab4')];
      visitor.expect(422);
      await page.setInputFiles('[name=picture]', files);
      await page.locator('#picture-1').waitFor();
      await page.locator('[data-sending] [role=status]', { hasText: 'note.png' }).waitFor();
      await press(page, 'later 0', '#picture-1 button[value="earlier 1"]');
      await press(page, 'drop 1', '#picture-1 button[value="return 1"]');
      assert.equal(await page.inputValue('[name=title_ru]'), 'Пиала', 'what was typed stays');
    },
  });
  await state(browser, market, 'product with variants', {
    cookies,
    reach: async (visitor) => {
      const { page } = visitor;
      await begin(visitor);
      await compose(visitor);
      await page.fill('[name=all_price]', '20');
      await page.fill('[name=all_stock]', '5');
      await press(page, 'all', '#f-price_1');
      await press(page, 'valueoff 0 1', '#value-0-1 button[value="valueon 0 1"]');
      await press(page, 'valueon 0 1', '#f-price_1');
      assert.equal(await page.inputValue('#f-price_1'), '20', 'a value that comes back has its price');
      await page.reload();
      assert.equal(await page.inputValue('#f-price_1'), '20', 'the form is kept');
    },
  });
  await state(browser, market, 'product refused', {
    cookies,
    reach: async (visitor) => {
      const { page } = visitor;
      await begin(visitor);
      await page.fill('[name=price_0]', '20');
      await page.locator('#row-0 details > summary').click();
      await page.fill('[name=old_price_0]', '10');
      await page.evaluate(() => { document.querySelector('#product').noValidate = true; });
      visitor.expect(422);
      await submit(page, page.locator('#product button[value=submit]'));
      await page.locator('#error-summary').waitFor();
      assert.equal(await page.inputValue('[name=old_price_0]'), '10', 'what was typed stays');
    },
  });
  await state(browser, market, 'product without scripts', {
    cookies,
    manner: { scripts: false },
    reach: async (visitor) => {
      const { page } = visitor;
      await begin(visitor);
      await Promise.all([page.waitForURL(/restore=1/), page.locator('#product button[value="option colour"]').click()]);
      await page.fill('[name=option_0_fresh]', 'Красный');
      await Promise.all([page.waitForURL(/#f-option_0_fresh/), page.locator('#product button[value="value 0"]').click()]);
      await page.locator('#value-0-0').waitFor();
      assert.equal(await page.inputValue('[name=title_ru]'), 'Пиала', 'what was typed stays');
      await Promise.all([page.waitForURL(/preview/), page.locator('#product button[value=preview]').click()]);
    },
  });
}

/** The hooks that scripts and outside checks rely on. */
async function hooks(browser, market) {
  await check('hooks of the pages', async () => {
    const visitor = await openVisitor(browser, market, { scripts: false });
    const { page } = visitor;
    await page.goto('/products/');
    for (const hook of ['#search-input', '#search-results', '#cart-count', 'article.product-card[data-product-id]',
      '.btn-add-to-cart[data-product-id]', '[role=status]', '[role=alert]']) {
      assert.ok(await page.locator(hook).count() > 0, `${hook} is on the list`);
    }
    await page.goto('/product/123/');
    assert.equal(await page.locator('.btn-add-to-cart[data-product-id="123"]').count(), 1);
    none(visitor.offences, 'offences');
    await visitor.close();
  });
}

/** The system's own colours leave every text and border to be seen. */
async function forcedColours(browser, market) {
  await check('colours chosen by the system', async () => {
    const visitor = await openVisitor(browser, market, {});
    const { page } = visitor;
    await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
    const offences = [];
    for (const path of ['/products/?category=electronics&page=2', '/product/123/', '/dev/ui/']) {
      await page.goto(path);
      offences.push(...await violations(page));
      // Without their background, buttons are told by their border.
      offences.push(...await page.evaluate(() => [...document.querySelectorAll('main .btn:not(.quiet)')].filter((e) => e.checkVisibility())
        .filter((e) => parseFloat(getComputedStyle(e).borderTopWidth) === 0).map((e) => `${e.textContent.trim()} has no border`)));
      const chosen = page.locator('.pages [aria-current]').first();
      if (await chosen.count() > 0) {
        assert.notEqual(await chosen.evaluate((e) => getComputedStyle(e).outlineStyle), 'none', 'the current page is marked');
      }
      await page.screenshot({ path: `${artifacts}forced${path.replace(/\W+/g, '-')}.png` });
    }
    none([...offences, ...visitor.offences], 'offences');
    await visitor.close();
  });
}

/** On paper an order is what counts: no menus, no buttons, dark text. */
async function paper(browser, market, { cookies, oid }) {
  await check('an order on paper', async () => {
    const visitor = await openVisitor(browser, market, { width: 800, dark: true });
    await visitor.context.addCookies(cookies);
    const { page } = visitor;
    await page.goto(`/order/${oid}/`);
    await page.emulateMedia({ media: 'print' });
    for (const hidden of ['.head', '.foot', 'main .btn']) {
      for (const element of await page.locator(hidden).all()) assert.ok(!await element.isVisible(), `${hidden} is not printed`);
    }
    assert.match(await page.locator('main').innerText(), new RegExp(oid), 'the number is printed');
    const [ink, sheet] = await page.evaluate(() => ['color', 'backgroundColor'].map((what) => getComputedStyle(document.body)[what]));
    const light = (colour) => colour.match(/[\d.]+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0);
    assert.ok(light(ink) < 200 && light(sheet) > 600, `dark ink on white, not ${ink} on ${sheet}`);
    await page.screenshot({ path: `${artifacts}paper.png`, fullPage: true });
    await visitor.close();
  });
}

/** Every state, for a customer with a cart and an order, and for a vendor. */
export async function states(browser, market, customer, vendor) {
  await hooks(browser, market);
  await Promise.all([forms(browser, market, customer?.cookies), overThePage(browser, market)]);
  await Promise.all([messages(browser, market), soldOut(browser, market, customer?.cookies)]);
  await forcedColours(browser, market);
  if (customer) await paper(browser, market, customer);
  if (vendor) await productForm(browser, market, vendor.cookies);
}
