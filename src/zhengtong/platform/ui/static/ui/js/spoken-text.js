// What is read aloud of a page, in which order, and how numbers, telephones and dates are said.

const UNREAD = [
  "nav", "script", "style", "template", "select", "textarea", "svg", "button:not(.pick)", "[data-print]", "form:not(.answers)",
  ".cite", ".source-back", ".source-n", ".sources", ".thinking", ".helpful", ".ai-links", ".visually-hidden:not(.spoken)",
  "details:not([open]) > :not(summary)", "details[data-noprint]", "details:not([open]) > summary", "a[download]",
  "[hidden]", "[aria-hidden=true]", "[data-unread]", "caption",
].join(",");
const BLOCK = "h1,h2,h3,h4,h5,h6,p,li,dt,dd,td,th,div,section,article,blockquote,summary,legend,label,figcaption,header,footer,main,aside,ul,ol,dl,tr";
const TERM = "dt, th[scope=row], .next-q-why b";
const DIGITS_ZH = ["零", "幺", "二", "三", "四", "五", "六", "七", "八", "九"];
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const ENDS = /[。！？.!?：:；;，,、]$/;

// numbers that are called; the same figures before a unit are counted
const SHORT_ZH = /(?<![\d.,-])(?:1[12]\d|12\d{3}|9[56]\d{3,4})(?![\d%]|[.,-]\d|\s*[~～–—-]\s*\d|\s*[元年月日天个份次号项条件周岁小工人米平点分至到])/g;
const SHORT_EN = /(?<![\d.,-])(?:1[12]\d|12\d{3}|9[56]\d{3,4})(?![\d%]|[.,-]\d|\s*[~–—]\s*\d|\s*(?:yuan|days?|working|cop|years?|people|items?|months?))/g;

function shown(element) {
  if (element.closest(UNREAD)) return false;
  return element.checkVisibility ? element.checkVisibility() : element.getClientRects().length > 0;
}

/** The pieces of a page in reading order: { block, text }. A name and its value (dt, dd) are one sentence each. */
export function passages(root) {
  const found = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.nodeType === Node.ELEMENT_NODE) {
      if (node.tagName === "BR" && found.length) found.at(-1).text += " ";
      continue;
    }
    if (!node.data.trim() || !shown(node.parentElement)) continue;
    const block = node.parentElement.closest(BLOCK) ?? root;
    const last = found.at(-1);
    if (last?.block === block) last.text += node.data;
    else found.push({ block, text: node.data });
  }
  const tidy = (text) => text.replace(/[\s\u2060\u00ad]+/g, " ").replace(/ ?· ?/g, "，").trim();
  return found
    .map(({ block, text }) => ({ block, text: tidy(text) }))
    .filter(({ text }) => /[\p{L}\p{N}]/u.test(text))
    .map((each) => (each.block.matches(TERM) && !ENDS.test(each.text) ? { ...each, text: `${each.text}：` } : each));
}

const each = (digits, names, joint) => [...digits].map((digit) => names?.[Number(digit)] ?? digit).join(joint);

function chinese(text) {
  const telephone = (number) => each(number.replace(/\D/g, ""), DIGITS_ZH, "");
  return text
    .replace(/(?<![\d.])(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![\d.])/g, (_, y, m, d) => `${y}年${Number(m)}月${Number(d)}日`)
    .replace(/(?<!\d)([01]?\d|2[0-4]):([0-5]\d)(?::[0-5]\d)?(?!\d)/g, (_, h, m) => `${Number(h)}点${m === "00" ? "" : `${Number(m)}分`}`)
    .replace(/(?<![\d.-])(?:0\d{2,3}[- ]\d{7,8}|1[3-9]\d[- ]?\d{4}[- ]?\d{4}|[48]00[- ]\d{3}[- ]?\d{4})(?!\d)/g, telephone)
    .replace(/(?<![\d.-])(?:0\d{2,3}[- ]\d{3,4}[- ]?\d{3,4})(?!\d)/g, telephone)
    .replace(SHORT_ZH, telephone)
    .replace(/(\d{4})年/g, (_, y) => `${each(y, ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"], "")}年`)
    .replace(/(\d)\s*[~～–—-]\s*(?=\d)/g, "$1到")
    .replace(/([点分日月])\s*[~～–—-]\s*(?=\d)/g, "$1到")
    .replace(/(\d),(?=\d{3}(?!\d))/g, "$1")
    .replace(/¥\s*(\d+(?:\.\d+)?)/g, "$1元")
    .replace(/(\d+(?:\.\d+)?)\s*%/g, "百分之$1")
    .replace(/\b([0-9A-Z]{4}(?:-[0-9A-Z]{4}){2,})\b/g, (code) => [...code.replace(/-/g, "，")].join(" "))
    .replace(/→/g, "，");
}

function english(text) {
  return text
    .replace(/(?<![\d.])(\d{4})-(\d{2})-(\d{2})(?![\d.])/g, (_, y, m, d) => `${Number(d)} ${MONTHS[m - 1] ?? m} ${y}`)
    .replace(/(?<![\d.-])(?:0\d{2,3}[- ]\d{3,4}[- ]?\d{3,4}|1[3-9]\d[- ]?\d{4}[- ]?\d{4}|[48]00[- ]\d{3}[- ]?\d{4})(?!\d)/g, (n) => each(n.replace(/\D/g, ""), null, " "))
    .replace(SHORT_EN, (n) => each(n, null, " "))
    .replace(/(\d)\s*[~–—]\s*(?=\d)/g, "$1 to ")
    .replace(/¥\s*(\d+(?:\.\d+)?)/g, "$1 yuan")
    .replace(/\b([0-9A-Z]{4}(?:-[0-9A-Z]{4}){2,})\b/g, (code) => [...code.replace(/-/g, ",")].join(" "))
    .replace(/→/g, ",");
}

/** The text as it is said, in the language of the page. */
export function spoken(text, language) {
  return language.startsWith("en") ? english(text) : chinese(text);
}
