// The pages that every audit visits, and a customer who has a cart and an order to show. A test of
// the site fails when a page that it answers is missing here.

import { applyCoupon, fillCheckout, signUp } from './purchase.mjs';
import { openVisitor, submit } from './visitor.mjs';

/** In debug mode the site shows each of its error pages. */
const errors = [400, 403, 405, 409, 410, 413, 422, 429, 500, 503];

/**
 * Pages for everybody: name, path, options. A page that is looked at closely is audited in both
 * widths and both colour schemes, the others on a light phone and a dark desktop. The status is 200
 * unless said.
 */
export const publicPages = [
  ['home', '/', { closely: true }],
  ['home kk', '/kk/'],
  ['list', '/products/', { closely: true }],
  ['list ru', '/ru/products/'],
  ['list filtered', '/products/?category=electronics&order_by=price&page=2'],
  ['list empty', '/products/?category=electronics&min_price=99999999'],
  ['tag', '/products/tag/gaming/'],
  ['categories', '/category/'],
  ['category', '/category/electronics/'],
  ['product', '/product/123/', { closely: true }],
  ['product kk', '/kk/product/123/'],
  ['search', '/search/?q=laptop'],
  ['search empty', '/search/?q=zzzzzzzz'],
  ['search corrected', '/search/?q=lpatop'],
  ['product with options', '/product/6/'],
  ['vendors', '/vendors/'],
  ['vendors none', '/ru/vendors/?q=zzzzzzzz'],
  ['vendor', '/vendor/10/'],
  ['vendor search', '/kk/vendor/10/?q=laptop'],
  ['recent none', '/recent/'],
  ['track an order', '/orders/track/'],
  ['sign-in', '/user/sign-in/'],
  ['sign-up', '/user/sign-up/'],
  ['sign-up ru', '/ru/user/sign-up/'],
  ['not found', '/no-such-page/', { status: 404 }],
  ...errors.map((status) => [`error ${status}`, `${['', '/ru', '/kk'][status % 3]}/dev/errors/${status}/`, { status }]),
  ['components', '/dev/ui/', { closely: true }],
];

/** Pages of a customer; what stands in braces is filled in at run time. */
const customerPages = [
  ['dashboard', '/dashboard/'],
  ['orders', '/orders/'],
  ['orders kk', '/kk/orders/'],
  ['orders narrowed', '/orders/?status=shipped&q=none'],
  ['order', '/order/{oid}/'],
  ['order to print', '/order/{oid}/print/'],
  ['cancel an order', '/order/{oid}/cancel/'],
  ['cart', '/cart/', { closely: true }],
  ['checkout', '/checkout/', { closely: true }],
  ['checkout ru', '/ru/checkout/'],
  ['cart kk', '/kk/cart/'],
  ['list signed in', '/products/'],
  ['provider', '/sandbox/pay/{token}/'],
  ['provider kk', '/kk/sandbox/pay/{token}/'],
  ['paid', '/order/{card}/paid/'],
  ['unpaid', '/ru/order/{card}/unpaid/'],
  ['order unpaid', '/order/{card}/'],
];

/** Pages of a customer who has nothing yet. */
export const emptyPages = [
  ['cart empty', '/cart/'],
  ['orders empty', '/orders/'],
  ['dashboard empty', '/dashboard/'],
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
  const names = { oid: page.url().match(/\/order\/([^/]+)\/$/)[1], ...await orderByCard(page) };
  for (const id of [123, 456, 1]) await add(page, id);
  // The cart shows a coupon and what can be undone.
  await page.goto('/cart/');
  await applyCoupon(page, 'WELCOME10');
  await submit(page, page.locator('#cart button[id^=remove-]').last());
  const cookies = await visitor.context.cookies();
  await visitor.close();
  const fill = (path) => path.replace(/{(\w+)}/, (_, name) => names[name]);
  return { oid: names.oid, cookies, pages: customerPages.map(([name, path, options]) => [name, fill(path), options]) };
}

/** Orders by card and stops at the provider's page: the number of the order and the token of the page. */
async function orderByCard(page) {
  await add(page, 456);
  await page.goto('/checkout/');
  await page.locator('input[name=payment_method][value=card]').check();
  await submit(page, page.locator('main form[action$="/checkout/"] button[type=submit]').last());
  const token = page.url().match(/\/sandbox\/pay\/([^/]+)\/$/)[1];
  await page.goto('/orders/');
  const newest = await page.locator('main a[href*="/order/"]').first().getAttribute('href');
  return { token, card: newest.match(/\/order\/([^/]+)\//)[1] };
}

/** Signs a customer up who has nothing. */
export async function prepareNewcomer(browser, market) {
  const visitor = await openVisitor(browser, market, { scripts: false });
  await signUp(visitor.page);
  const cookies = await visitor.context.cookies();
  await visitor.close();
  return { cookies, pages: emptyPages };
}

async function add(page, id) {
  await page.goto(`/product/${id}/`);
  await submit(page, page.locator(`.btn-add-to-cart[data-product-id="${id}"]`).first());
}
