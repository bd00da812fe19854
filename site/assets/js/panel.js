// The desk and the administration. Progressive enhancement only: every form and link works without
// this file.
import * as ask from './panel/ask.js';
import * as bulk from './panel/bulk.js';
import * as busy from './busy.js';
import * as fields from './panel/fields.js';
import * as keep from './panel/keep.js';
import * as menu from './menu.js';
import * as parts from './panel/parts.js';
import * as password from './password.js';
import * as print from './print.js';
import * as read from './read.js';
import * as rich from './panel/rich.js';
import * as tabs from './tabs.js';
import * as task from './task.js';
import * as theme from './theme.js';

for (const part of [menu, theme, password, ask, bulk, tabs, fields, rich, keep, parts, task, read, busy, print]) part.start();
