// Progressive enhancement only: every form and link works without this file.
import * as busy from './busy.js';
import * as cart from './cart.js';
import * as checkout from './checkout.js';
import * as checks from './checks.js';
import * as combobox from './combobox.js';
import * as facets from './facets.js';
import * as gallery from './gallery.js';
import * as menu from './menu.js';
import * as password from './password.js';
import * as print from './print.js';
import * as quantity from './quantity.js';
import * as read from './read.js';
import * as recent from './recent.js';
import * as tabs from './tabs.js';
import * as task from './task.js';
import * as theme from './theme.js';
import * as toast from './toast.js';
import * as tongue from './tongue.js';
import * as variant from './variant.js';
import * as wish from './wish.js';

for (const part of [menu, theme, toast, combobox, quantity, password, variant, cart, checkout, checks, print, facets, gallery, tabs, task, read, recent, wish, busy, tongue]) part.start();
