// The pages that every audit visits, and a customer who has a cart and an order to show. A test of
// the site fails when a page that it answers is missing here.

import { applyCoupon, fillCheckout, signUp } from './purchase.mjs';
import { openVisitor, submit } from './visitor.mjs';

/** In debug mode the site shows each of its error pages. */
const errors = [400, 403, 405, 409, 410, 413, 422, 429, 500, 503];

/**
 * Pages for everybody: name, address without a language, options. Each is looked at in every language,
 * light and dark. The status is 200 unless said.
 */
export const publicPages = [
  ['home', '/'],
  ['list', '/products/'],
  ['list filtered', '/products/?category=electronics&order_by=price&page=2'],
  ['list empty', '/products/?category=electronics&min_price=99999999'],
  ['tag', '/products/tag/gaming/'],
  ['categories', '/category/'],
  ['category', '/category/electronics/'],
  ['product', '/product/123/'],
  ['search', '/search/?q=laptop'],
  ['search empty', '/search/?q=zzzzzzzz'],
  ['search corrected', '/search/?q=lpatop'],
  ['product with options', '/product/6/'],
  ['reviews', '/product/123/reviews/'],
  ['stop letters', '/alerts/none/'],
  ['vendors', '/vendors/'],
  ['vendors none', '/vendors/?q=zzzzzzzz'],
  ['vendor', '/vendor/10/'],
  ['vendor about', '/vendor/10/?view=about'],
  ['vendor reviews', '/vendor/10/?view=reviews'],
  ['vendor search', '/vendor/10/?q=laptop'],
  ['recent none', '/recent/'],
  ['track an order', '/orders/track/'],
  ['help', '/help/'],
  ['help searched', '/help/?q=csv'],
  ['help without result', '/help/?q=zzzzzzzz'],
  ['help article', '/help/pay/'],
  ['help article for vendors', '/help/sell/'],
  ['about', '/about/'],
  ['delivery', '/delivery/'],
  ['returns', '/returns/'],
  ['purchase guide', '/purchase_guide/'],
  ['privacy policy', '/privacy_policy/'],
  ['terms of service', '/terms_of_service/'],
  ['contact', '/contact/'],
  ['dead invitation', '/vendor/invitation/none/', { status: 410 }],
  ['reminders of a forged link', '/unsubscribe/none/', { status: 404 }],
  ['message sent', '/contact/?sent=1'],
  ['sign-in', '/user/sign-in/'],
  ['sign-up', '/user/sign-up/'],
  ['forgotten password', '/user/password-reset/'],
  ['forgotten password, sent', '/user/password-reset/sent/'],
  ['dead link', '/user/password-reset/confirm/x/', { status: 410 }],
  ['open a shop', '/vendors/register/'],
  ['sign-in of vendors', '/vendors/login/'],
  ['not found', '/no-such-page/', { status: 404 }],
  ...errors.map((status) => [`error ${status}`, `/dev/errors/${status}/`, { status }]),
  ['components', '/dev/ui/'],
];

/** Pages of a customer; what stands in braces is filled in at run time. */
const customerPages = [
  ['dashboard', '/dashboard/'],
  ['profile', '/user/profile/'],
  ['data', '/user/data/'],
  ['erase', '/user/data/delete/'],
  ['addresses', '/addresses/'],
  ['address new', '/address/add/'],
  ['address', '/address/{address}/edit/'],
  ['delete an address', '/address/{address}/delete/'],
  ['receipt', '/order/{oid}/receipt/'],
  ['orders', '/orders/'],
  ['orders narrowed', '/orders/?status=shipped&q=none'],
  ['order', '/order/{oid}/'],
  ['order to print', '/order/{oid}/print/'],
  ['cancel an order', '/order/{oid}/cancel/'],
  ['task of another', '/tasks/0/', { status: 404 }],
  ['security', '/user/security/'],
  ['change the address', '/user/change-email/'],
  ['change the password', '/user/change-password/'],
  ['devices', '/user/sessions/'],
  ['two steps', '/user/two-factor/'],
  ['two steps on', '/user/two-factor/on/'],
  ['two steps codes', '/user/two-factor/codes/'],
  ['two steps off', '/user/two-factor/off/'],
  ['cart', '/cart/'],
  ['checkout', '/checkout/'],
  ['wishlist', '/wishlist/'],
  ['messages', '/messages/'],
  ['message new', '/messages/new/?product=123'],
  ['message thread', '/messages/{talk}/'],
  ['my reviews', '/reviews/'],
  ['write a review', '/product/6/review/'],
  ['delete a review', '/product/123/review/delete/'],
  ['report a review', '/review/1/report/'],
  ['wishlist shared', '/wishlist/shared/{wishes}/'],
  ['list signed in', '/products/'],
  ['provider', '/sandbox/pay/{token}/'],
  ['paid', '/order/{card}/paid/'],
  ['unpaid', '/order/{card}/unpaid/'],
  ['order unpaid', '/order/{card}/'],
];

/** Pages of a vendor of the demo market. */
export const vendorPages = [
  ['desk', '/vendor/dashboard/'],
  ['goods', '/vendor/products/'],
  ['goods none', '/vendor/products/?q=zzzzzzzz'],
  ['goods running out', '/vendor/products/?low=1'],
  ['new product', '/vendor/product/create/'],
  ['product form', '/vendor/product/{product}/edit/'],
  ['product preview', '/vendor/product/{product}/preview/'],
  ['new product preview', '/vendor/product/create/preview/'],
  ['product stock', '/vendor/product/{product}/stock/'],
  ['product deletion', '/vendor/product/{product}/delete/'],
  ['analytics', '/vendor/analytics/'],
  ['analytics of a year', '/vendor/analytics/?period=year'],
  ['analytics without sales', '/vendor/analytics/?from=2020-01-01&until=2020-01-02'],
  ['finances of a year', '/vendor/finance/?period=year'],
  ['finances', '/vendor/finance/'],
  ['statement', '/vendor/finance/statement/?period=year'],
  ['received reviews', '/vendor/reviews/'],
  ['received reviews none', '/vendor/reviews/?unanswered=1&stars=2'],
  ['answer a review', '/vendor/reviews/{review}/reply/'],
  ['shop messages', '/vendor/messages/'],
  ['import', '/vendor/import/'],
  ['import checked', '/vendor/import/{import}/'],
  ['import undo', '/vendor/import/{import}/undo/'],
  ['orders of a shop', '/vendor/orders/'],
  ['orders of every stage', '/vendor/orders/?stage=all'],
  ['orders none', '/vendor/orders/?stage=all&q=zzzzzzzz'],
  ['parcel', '/vendor/order/{parcel}/'],
  ['no parcel to cancel', '/vendor/order/0/cancel/', { status: 404 }],
  ['no such message', '/vendor/messages/0/', { status: 404 }],
  ['packing slip', '/vendor/order/{delivered}/slip/'],
  ['pick list', '/vendor/orders/pick/'],
  ['parcel delivered', '/vendor/order/{delivered}/'],
  ['time away', '/vendor/settings/away/'],
  ['people', '/vendor/staff/'],
  ['nobody to remove', '/vendor/staff/0/remove/', { status: 404 }],
  ['shop state', '/vendor/status/'],
  ['shop settings', '/vendor/settings/'],
  ['shop legal', '/vendor/settings/legal/'],
  ['shop terms', '/vendor/settings/terms/'],
];

/** Pages of staff of the demo market. */
export const staffPages = [
  ['administration', '/admin/'],
  ['vendors waiting', '/admin/vendors/'],
  ['vendors verified', '/admin/vendors/?stage=verified'],
  ['vendors none', '/admin/vendors/?q=zzzzzzzz'],
  ['vendor dossier', '/admin/vendors/10/'],
  ['vendor suspension', '/admin/vendors/10/suspend/'],
  ['application', '/admin/vendors/11/'],
  ['goods in review', '/admin/products/'],
  ['changes in review', '/admin/products/?sort=changes'],
  ['goods to decide', '/admin/products/{waiting}/'],
  ['change to decide', '/admin/products/{change}/'],
  ['goods off sale', '/admin/products/123/stop/'],
  ['reported reviews', '/admin/reviews/'],
  ['hidden reviews', '/admin/reviews/?hidden=1'],
  ['reported conversations', '/admin/conversations/'],
  ['reported conversation', '/admin/conversations/{talk}/'],
  ['messages to the operator', '/admin/messages/'],
  ['message to the operator', '/admin/messages/1/'],
];

/** Pages of a customer who has nothing yet. */
export const emptyPages = [
  ['cart empty', '/cart/'],
  ['wishlist empty', '/wishlist/'],
  ['messages empty', '/messages/'],
  ['orders empty', '/orders/'],
  ['addresses empty', '/addresses/'],
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
  names.address = await addAddress(page);
  // The cart shows a coupon and what can be undone.
  await page.goto('/cart/');
  await applyCoupon(page, 'WELCOME10');
  await submit(page, page.locator('#cart button[id^=remove-]').last());
  names.talk = await askShop(page, 123);
  await reportTalk(page);
  names.wishes = await keepWishes(page, [123, 456]);
  await review(page, 123);
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

/** Writes a review. */
async function review(page, id) {
  await page.goto(`/product/${id}/review/`);
  await page.locator('input[name=rating][value="4"]').check();
  await page.locator('textarea[name=review]').fill('Quiet, and lighter than it looks.');
  await submit(page, page.locator('form[action$="/review/"] button[type=submit]'));
}

/** Writes to the shop of a product and answers the number of the conversation. */
async function askShop(page, id) {
  await page.goto(`/messages/new/?product=${id}`);
  await page.locator('textarea[name=body]').fill('Is it quiet?');
  await submit(page, page.locator('main form[action*="/messages/new/"] button[type=submit]'));
  return page.url().match(/\/messages\/(\d+)\//)[1];
}

/** Reports the open conversation to the moderators. */
async function reportTalk(page) {
  await page.locator('details:has(form[action$="/report/"]) summary').click();
  await page.locator('form[action$="/report/"] [name=note]').fill('Rude');
  await submit(page, page.locator('form[action$="/report/"] button[type=submit]'));
}

/** Takes the reported conversation to be read, and answers its number. */
async function openReported(page) {
  await page.goto('/admin/conversations/');
  await page.goto(await page.locator('main a[href*="/admin/conversations/"]').last().getAttribute('href'));
  await submit(page, page.locator('main form[action$="/claim/"] button'));
  return page.url().match(/\/conversations\/(\d+)\//)[1];
}

/** Keeps goods on the wishlist and shares it: the token of its link. */
async function keepWishes(page, ids) {
  for (const id of ids) {
    await page.goto(`/product/${id}/`);
    await submit(page, page.locator(`#buy [data-wish="${id}"] button`));
  }
  await page.goto('/wishlist/');
  await submit(page, page.locator('form[action$="/wishlist/share/"] button'));
  return (await page.locator('a[href*="/wishlist/shared/"]').getAttribute('href')).match(/\/shared\/([^/]+)\//)[1];
}

/** Signs a vendor of the demo market in and answers its cookies and pages. */
export async function prepareVendor(browser, market) {
  const visitor = await openVisitor(browser, market, { scripts: false });
  const { page } = visitor;
  await page.goto('/vendors/login/');
  await page.fill('[name=email]', 'vendor1@bazaar.test');
  await page.fill('[name=password]', 'market-day-2026');
  await submit(page, page.locator('main form button[type=submit]'));
  await page.goto('/vendor/products/');
  const product = (await page.locator('main a[href*="/edit/"]').first().getAttribute('href')).match(/\/product\/(\d+)\//)[1];
  await page.goto('/vendor/reviews/');
  const review = (await page.locator('main a[href*="/reply/"]').first().getAttribute('href')).match(/\/reviews\/(\d+)\//)[1];
  const names = { product, review, import: await importGoods(page), parcel: await firstParcel(page, '?stage=all'), delivered: await firstParcel(page, '?stage=delivered') };
  const cookies = await visitor.context.cookies();
  await visitor.close();
  const fill = (path) => path.replace(/{(\w+)}/, (_, name) => names[name]);
  return { cookies, pages: vendorPages.map(([name, path, options]) => [name, fill(path), options]) };
}

/** The number of the first parcel of a vendor's list. */
async function firstParcel(page, stage) {
  await page.goto(`/vendor/orders/${stage}`);
  return (await page.locator('main .thing a').first().getAttribute('href')).match(/\/order\/(\d+)\//)[1];
}

/** Signs staff of the demo market in and answers its cookies and pages. */
export async function prepareStaff(browser, market) {
  const visitor = await openVisitor(browser, market, { scripts: false });
  const { page } = visitor;
  await page.goto('/user/sign-in/');
  await page.fill('[name=username]', 'admin@bazaar.test');
  await page.fill('[name=password]', 'market-day-2026');
  await submit(page, page.locator('main form button[type=submit]').first());
  const names = { talk: await openReported(page) };
  for (const [name, sort] of [['waiting', 'new'], ['change', 'changes']]) {
    await page.goto(`/admin/products/?sort=${sort}`);
    names[name] = (await page.locator('main a[href*="/admin/products/"]').last().getAttribute('href')).match(/\/products\/(\d+)\//)[1];
  }
  const cookies = await visitor.context.cookies();
  await visitor.close();
  return { cookies, pages: staffPages.map(([name, path, options]) => [name, path.replace(/{(\w+)}/, (_, key) => names[key]), options]) };
}

/** Sends a file of goods with a wrong row and answers the number of the import when it is checked. */
async function importGoods(page) {
  await page.goto('/vendor/import/');
  const table = 'sku;title;category;price\nE2E-1;Tea cup;Electronics;19,90\nE2E-2;Tea pot;Furniture;cheap\n';
  await page.setInputFiles('[name=file]', { name: 'goods.csv', mimeType: 'text/csv', buffer: Buffer.from(table) });
  await submit(page, page.locator('main form[enctype] button[type=submit]'));
  for (let n = 0; n < 50 && await page.locator('main progress').count(); n++) {
    await page.waitForTimeout(200);
    await page.reload();
  }
  return page.url().match(/\/import\/(\d+)\//)[1];
}

/** Saves an address and answers its number. */
async function addAddress(page) {
  await page.goto('/address/add/');
  await page.locator('#f-address').fill('Abay Ave 10');
  await submit(page, page.locator('main button[type=submit]').last());
  const edit = await page.locator('main a[href$="/edit/"]').first().getAttribute('href');
  return edit.match(/\/address\/(\d+)\//)[1];
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
