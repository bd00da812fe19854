// What the keyboard meets on a page. These functions run in the page.

/** Remembers where the focus is whenever Tab is pressed, and how the place looks then. */
export function recordStops() {
  const around = (e) => [e, e.parentElement, e.nextElementSibling, ...(e.labels ?? [])].filter(Boolean);
  // A ring may be drawn by what is stretched over a card, by a label or by the frame around an input.
  const ring = (e) => around(e).flatMap((part) => [null, '::before', '::after'].map((pseudo) => {
    const s = getComputedStyle(part, pseudo);
    const line = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 ? `${s.outlineStyle} ${s.outlineWidth} ${s.outlineColor}` : '';
    return `${line}/${s.boxShadow}`;
  })).join(' ');
  const floats = (e) => {
    for (let at = e; at; at = at.parentElement) if (['fixed', 'sticky'].includes(getComputedStyle(at).position)) return at;
    return null;
  };
  /** Whether a bar that stays in its place lies over most of an element, or nothing of it is in view. */
  const hidden = (e) => {
    const seen = e.labels?.[0] && e.getBoundingClientRect().width < 4 ? e.labels[0] : e;
    const box = seen.getBoundingClientRect();
    if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) return 'out of sight';
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
    const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
    const points = [[0.5, 0.5], [0.1, 0.1], [0.9, 0.1], [0.1, 0.9], [0.9, 0.9]];
    const covers = points.map(([x, y]) => {
      const over = floats(document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y));
      return over && !over.contains(seen) ? over : null;
    }).filter(Boolean);
    return covers.length > 2 ? `hidden under ${covers[0].tagName.toLowerCase()}.${covers[0].className}` : '';
  };
  globalThis.walk = { stops: [], ring, inFocus: (e) => ({ e, ring: ring(e), hidden: hidden(e) }) };
  addEventListener('keydown', (event) => {
    const e = document.activeElement;
    if (event.key === 'Tab') globalThis.walk.stops.push(e === document.body ? { e } : globalThis.walk.inFocus(e));
  }, true);
}

/** How far the walk has come: at how many stops, and whether it has met its first one again. */
export function progress() {
  const { stops } = globalThis.walk;
  const first = stops.find(({ e }) => e !== document.body)?.e;
  return { round: stops.filter(({ e }) => e === first).length > 1, count: stops.length };
}

/** What is wrong with the finished walk, one line for each fault. */
export function judgeStops() {
  const { stops, ring } = globalThis.walk;
  const says = (e) => `${e.tagName.toLowerCase()}${e.id && `#${e.id}`}${e.name ? `[name=${e.name}]` : ''} “${(e.ariaLabel || e.textContent.trim() || e.value || '').replace(/\s+/g, ' ').slice(0, 40)}”`;
  document.activeElement.blur();
  const offences = [];
  const reached = new Set();
  const seen = stops.filter(({ e }) => e !== document.body && e.isConnected);
  for (const stop of seen) {
    reached.add(stop.e);
    if (stop.e.tabIndex < 0) continue; // the target of a jump
    // A date has several stops; the browser draws the ring of the last one, its button, inside.
    const atRest = ring(stop.e);
    if (seen.every(({ e, ring: worn }) => e !== stop.e || worn === atRest)) offences.push(`no ring around ${says(stop.e)}`);
    if (stop.hidden) offences.push(`${says(stop.e)} is ${stop.hidden}`);
  }
  const controls = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"], [contenteditable]';
  const operable = `${controls}, [tabindex]`;
  const shown = (e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest('[inert], [aria-hidden=true]') && !e.matches(':disabled, [aria-disabled=true]');
  // One stop stands for a group: the arrows go on from there.
  const others = (e) => {
    if (e.type === 'radio') return [...document.querySelectorAll('input[type=radio]')].filter((r) => r.name === e.name && r.form === e.form);
    const group = e.closest('[role=tablist], [role=listbox], [role=menu], [role=radiogroup]');
    return group ? [...group.querySelectorAll('*')] : [];
  };
  // A picture that links where its title does is no second stop.
  const twin = (e) => e.matches('a[tabindex="-1"]') && [...reached].some((r) => r.href === e.href);
  for (const e of document.body.querySelectorAll(operable)) {
    if (!shown(e) || reached.has(e) || e.matches('[tabindex="-1"]:not(a, button, input, select, textarea, summary)')) continue;
    if (!others(e).some((o) => reached.has(o)) && !twin(e)) offences.push(`Tab does not reach ${says(e)}`);
  }
  for (const e of document.body.querySelectorAll('*')) {
    if (getComputedStyle(e).cursor !== 'pointer' || e.closest(`${controls}, label`) || e.querySelector(controls) || !shown(e)) continue;
    offences.push(`${says(e)} looks as if it could be clicked`);
  }
  return [...new Set(offences)];
}

/** References to elements that are not there, and forms that the browser would refuse in its own words. */
export function judgeMarkup() {
  const offences = [];
  for (const name of ['aria-controls', 'aria-describedby', 'aria-labelledby', 'aria-activedescendant', 'for', 'list', 'form']) {
    for (const e of document.querySelectorAll(`[${name}]`)) {
      const ids = e.getAttribute(name).split(/\s+/).filter(Boolean);
      if (ids.length === 0 || ids.some((id) => !document.getElementById(id))) offences.push(`${name}="${e.getAttribute(name)}" of ${e.tagName.toLowerCase()}.${e.className} leads nowhere`);
    }
  }
  const strict = '[required], [pattern], [type=email], [type=url], [minlength]';
  for (const form of document.querySelectorAll('form[method=post]')) {
    const field = [...form.elements].find((e) => e.matches(strict) && e.type !== 'hidden');
    if (!form.noValidate && field) offences.push(`the browser may refuse the form of ${field.name}, so that nobody sees what the server says`);
  }
  return offences;
}
