// The pages that every audit visits, and a customer who has a cart and an order to show.

import { fillCheckout, signUp } from './purchase.mjs';
import { openVisitor, submit } from './visitor.mjs';

/** Pages for everybody. */
export const publicPages = [
  ['home', '/'],
  ['list', '/products/'],
  ['list filtered', '/products/?category=electronics&order_by=price&page=2'],
  ['list empty', '/products/?category=electronics&min_price=99999999'],
  ['product', '/product/123/'],
  ['search', '/search/?q=laptop'],
  ['search empty', '/search/?q=zzzzzzzz'],
  ['sign-in', '/user/sign-in/'],
  ['sign-up', '/user/sign-up/'],
  ['not found', '/no-such-page/'],
  ['list ru', '/ru/products/'],
  ['product kk', '/kk/product/123/'],
];

/** Pages of a customer; the order's own address is added at run time. */
const customerPages = [
  ['dashboard', '/dashboard/'],
  ['orders', '/orders/'],
  ['cart', '/cart/'],
  ['checkout', '/checkout/'],
  ['checkout ru', '/ru/checkout/'],
  ['list signed in', '/products/'],
];

/** Signs a customer up, gives it an order and a filled cart, and answers its cookies and pages. */
export async function prepareCustomer(browser, market) {
  const visitor = await openVisitor(browser, market, { scripts: false });
  const { page } = visitor;
  const person = await signUp(page);
  await page.goto('/cart/');
  await add(page, 123);
  await page.goto('/checkout/');
  await fillCheckout(page, person);
  await submit(page, page.locator('main form[action$="/checkout/"] button[type=submit]').last());
  const order = new URL(page.url()).pathname;
  await add(page, 123);
  await add(page, 456);
  const cookies = await visitor.context.cookies();
  await visitor.close();
  return { cookies, pages: [...customerPages, ['order', order]] };
}

async function add(page, id) {
  await page.goto(`/product/${id}/`);
  await submit(page, page.locator(`.btn-add-to-cart[data-product-id="${id}"]`).first());
}
