// Reads the page with the browser's own voice, one paragraph at a time, and marks where it is.

const SKIP = "nav, form, button, script, .icon, .cite, .source-back, .visually-hidden, [hidden], [aria-hidden=true], [data-unread]";
const BLOCKS = "h1, h2, h3, h4, p, li, dt, dd, td, th, summary";

function passages(root) {
  const found = [];
  for (const block of root.querySelectorAll(BLOCKS)) {
    if (block.closest(SKIP) || block.querySelector(BLOCKS) || !block.checkVisibility?.()) continue;
    const copy = block.cloneNode(true);
    for (const each of copy.querySelectorAll(SKIP)) each.remove();
    const text = copy.textContent.replace(/\s+/g, " ").trim();
    if (text) found.push({ block, text });
  }
  return found;
}

function reader(button) {
  const label = button.querySelector("span");
  const idle = label.textContent;
  let current = null;
  const stop = () => {
    speechSynthesis.cancel();
    current?.classList.remove("reading");
    current = null;
    label.textContent = idle;
    button.setAttribute("aria-pressed", "false");
  };
  const say = (queue) => {
    const next = queue.shift();
    if (!next) return stop();
    current?.classList.remove("reading");
    current = next.block;
    current.classList.add("reading");
    current.scrollIntoView({ block: "nearest" });
    const words = new SpeechSynthesisUtterance(next.text);
    words.lang = document.documentElement.lang === "en" ? "en" : "zh-CN";
    words.rate = 0.9;
    words.onend = () => { if (current === next.block) say(queue); };
    words.onerror = () => { if (current === next.block) stop(); };
    speechSynthesis.speak(words);
  };
  button.addEventListener("click", () => {
    if (current) return stop();
    const root = document.querySelector(button.dataset.readAloud);
    label.textContent = button.dataset.stop;
    button.setAttribute("aria-pressed", "true");
    say(passages(root));
  });
  addEventListener("pagehide", stop);
}

/** Show the button once the browser has a voice; without one it stays hidden. */
export function offer() {
  const show = () => {
    if (!speechSynthesis.getVoices().length) return;
    speechSynthesis.removeEventListener("voiceschanged", show);
    for (const button of document.querySelectorAll("[data-read-aloud][hidden]")) {
      button.hidden = false;
      reader(button);
    }
  };
  speechSynthesis.addEventListener("voiceschanged", show);
  show();
}
