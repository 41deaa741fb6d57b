// What every page may use: ticks that stay, reading aloud, and focus on the errors of a form.

const store = {
  get(key) { try { return JSON.parse(localStorage.getItem(key) ?? "[]"); } catch { return []; } },
  set(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* private window: ticks last as long as the page */ } },
};

for (const list of document.querySelectorAll("[data-ticks]")) {
  const key = `ticks:${list.dataset.ticks}`;
  const ticked = new Set(store.get(key));
  for (const box of list.querySelectorAll("input.tick")) box.checked = ticked.has(box.value);
  list.addEventListener("change", () => {
    store.set(key, [...list.querySelectorAll("input.tick:checked")].map((box) => box.value));
  });
}

document.querySelector("[data-focus]")?.focus();

// A bar of pages that scrolls begins at the page that is open.
const here = document.querySelector(".official [aria-current]");
if (here) here.closest("ul").scrollLeft = here.offsetLeft - here.closest("ul").offsetLeft - 16;

// The contents of a long law begin where the reader is.
const chapter = document.querySelector(".contents [aria-current]");
if (chapter) chapter.closest("ul").scrollTop = chapter.offsetTop - chapter.closest("ul").offsetTop;

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// On a phone a long page begins as a list of its parts; the one that the address points into stays open.
if (matchMedia("(max-width: 40rem)").matches) {
  const meant = document.getElementById(location.hash.slice(1));
  for (const each of document.querySelectorAll("details[data-narrow]")) each.open = each.contains(meant);
}
addEventListener("hashchange", () => {
  const folded = document.getElementById(location.hash.slice(1))?.closest("details:not([open])");
  if (!folded) return;
  folded.open = true;
  folded.scrollIntoView();
});

// On paper every folded part is open.
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open])")];
  for (const each of folded) each.open = true;
});
addEventListener("afterprint", () => { for (const each of folded) each.open = false; });

function readAloud() {
  const aloud = document.querySelector("[data-read-aloud]");
  if (aloud && ("speechSynthesis" in window || aloud.dataset.url)) import(aloud.dataset.module).then(({ offer }) => offer());
  return aloud;
}
const turns = document.querySelector("#turns"); // an answer that comes later may bring the first button
if (!readAloud() && turns) {
  const coming = new MutationObserver(() => { if (readAloud()) coming.disconnect(); });
  coming.observe(turns, { childList: true });
}
