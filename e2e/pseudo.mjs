// What a translation may do to a page: every text becomes 40 % longer and wears accents, as if
// the shop spoke a wordy language. Both functions run in the page.

/** Replaces the texts of a page by longer ones. */
export function lengthen() {
  const accents = new Map(['aá', 'eé', 'iï', 'oö', 'uü', 'cç', 'nñ', 'sş', 'AÅ', 'EË', 'IÏ', 'OÖ', 'UÜ', 'CÇ', 'SŞ'].map(([plain, marked]) => [plain, marked]));
  const longer = (text) => text.replace(/\p{L}+/gu, (word) => {
    const marked = [...word].map((letter) => accents.get(letter) ?? letter).join('');
    return marked + marked.slice(0, Math.ceil(word.length * 0.4)).toLowerCase();
  });
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    if (!node.parentElement.closest('script, style, svg, [translate=no], address')) node.data = longer(node.data);
  }
  for (const field of document.querySelectorAll('[placeholder]')) field.placeholder = longer(field.placeholder);
}

/** The texts that do not fit into their box; titles that end in dots on purpose are left out. */
export function cutOff() {
  const holds = (element) => [...element.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());
  return [...document.body.querySelectorAll('*')].filter((element) => {
    const style = getComputedStyle(element);
    return holds(element) && element.clientWidth > 1 && !element.closest('.vh, [hidden]') && style.overflow !== 'visible'
      && style.webkitLineClamp === 'none' && style.textOverflow !== 'ellipsis' && style.overflowX !== 'auto'
      && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1);
  }).map((element) => `${element.tagName.toLowerCase()}.${element.className} cuts off “${element.textContent.trim().slice(0, 40)}”`);
}
