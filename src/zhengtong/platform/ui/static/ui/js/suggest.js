// Suggestions while typing: an ARIA combobox over a plain search field, which works as it is without this.

const WAIT_MS = 120;

function icon(use) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "use");
  drawing.setAttribute("href", use);
  svg.append(drawing);
  return svg;
}

function combobox(input) {
  const form = input.form;
  const status = form.querySelector(".ask-count");
  const sprite = form.querySelector(".ask-go use")?.getAttribute("href") ?? "";
  const list = document.createElement("ul");
  list.id = `${input.id}-suggestions`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0]?.textContent.trim() ?? "");
  list.hidden = true;
  form.append(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  let active = -1;
  let timer = 0;
  let asking = null;
  let shown = [];

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (index) => {
    active = index;
    for (const [i, option] of [...list.children].entries()) {
      option.setAttribute("aria-selected", String(i === active));
      if (i === active) {
        input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      }
    }
    if (active < 0) input.removeAttribute("aria-activedescendant");
  };
  const take = (index) => {
    const chosen = shown[index];
    close();
    if (chosen.url) location.assign(chosen.url);
    else { input.value = chosen.text; form.requestSubmit(); }
  };
  const show = (suggestions) => {
    shown = suggestions;
    list.replaceChildren(...suggestions.map((suggestion, i) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${i}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const words = document.createElement("span");
      words.textContent = suggestion.text;
      option.append(icon(suggestion.kind === "item" || suggestion.kind === "law" ? sprite.replace(/#.*/, "#doc") : sprite), words);
      option.addEventListener("pointerdown", (event) => event.preventDefault());
      option.addEventListener("click", () => take(i));
      return option;
    }));
    active = -1;
    if (!suggestions.length) { close(); if (status) status.textContent = ""; return; }
    list.style.top = `${input.closest(".ask-box").offsetHeight + 6}px`;
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    input.removeAttribute("aria-activedescendant");
    if (status) status.textContent = input.dataset.some.replace("{count}", suggestions.length);
  };
  const ask = async () => {
    const text = input.value.trim();
    asking?.abort();
    if (text.length < 1 || text.length > 60) return show([]);
    asking = new AbortController();
    try {
      const reply = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(text)}`, { signal: asking.signal, headers: { accept: "application/json" } });
      if (!reply.ok) return close();
      const { suggestions } = await reply.json();
      if (document.activeElement === input && input.value.trim() === text) show(suggestions ?? []);
    } catch (trouble) {
      if (trouble.name !== "AbortError") close(); // offline: the field still submits
    }
  };
  input.addEventListener("input", (event) => {
    if (event.isComposing) return; // pinyin is not yet the word
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });
  input.addEventListener("compositionend", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT_MS); });
  input.addEventListener("blur", () => { asking?.abort(); close(); if (status) status.textContent = ""; });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const many = shown.length;
    if (event.key === "ArrowDown" && many) { event.preventDefault(); if (list.hidden) show(shown); mark((active + 1) % many); }
    else if (event.key === "ArrowUp" && many && !list.hidden) { event.preventDefault(); mark((active - 1 + many) % many); }
    else if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); }
    else if (event.key === "Enter" && !list.hidden && active >= 0) { event.preventDefault(); take(active); }
  });
}

for (const input of document.querySelectorAll("input[data-suggest]")) combobox(input);
