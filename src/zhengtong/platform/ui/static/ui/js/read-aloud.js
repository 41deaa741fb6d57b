// Reads a page or one answer, one passage at a time, and marks where it is: with the browser's own voice, else with
// the server's where it has one. A press pauses, another goes on; the second button or Escape stops.

// by its versioned address: browsers keep what has none for a day
const { passages, spoken } = await import(document.querySelector("[data-read-aloud]").dataset.text);

const LONGEST = 400; // characters that one request or utterance takes

const language = () => (document.documentElement.lang === "en" ? "en" : "zh");

/** A browser voice that works on this device and speaks the language; one of a company's cloud is not used. */
function ownVoice() {
  const voices = window.speechSynthesis?.getVoices() ?? [];
  return voices.find((voice) => voice.lang.toLowerCase().startsWith(language()) && voice.localService !== false);
}

function browserVoice(voice) {
  return {
    say(text, { done, failed }) {
      const words = new SpeechSynthesisUtterance(text);
      if (voice instanceof SpeechSynthesisVoice) words.voice = voice;
      words.lang = voice.lang;
      words.rate = 0.9;
      words.onend = done;
      words.onerror = failed;
      speechSynthesis.speak(words);
    },
    pause() { speechSynthesis.pause(); },
    resume() { speechSynthesis.resume(); },
    stop() { speechSynthesis.cancel(); speechSynthesis.resume(); },
  };
}

function serverVoice({ url, token }) {
  let context = null;
  let source = null;
  let asking = null;
  return {
    async say(text, { done, failed }) {
      try {
        context ??= new AudioContext();
        asking = new AbortController();
        const answer = await fetch(url, {
          method: "POST",
          headers: { "X-CSRFToken": token },
          body: new URLSearchParams({ text, language: language() }),
          signal: asking.signal,
        });
        if (!answer.ok) throw new Error(String(answer.status));
        source = context.createBufferSource();
        source.buffer = await context.decodeAudioData(await answer.arrayBuffer());
        source.connect(context.destination);
        source.onended = done;
        source.start();
      } catch (trouble) {
        if (trouble.name !== "AbortError") failed();
      }
    },
    pause() { context?.suspend(); },
    resume() { context?.resume(); },
    stop() {
      asking?.abort();
      if (source) source.onended = null;
      try { source?.stop(); } catch { /* it had not begun */ }
      source = null;
      context?.resume();
    },
  };
}

function parts(text) {
  const found = [];
  let rest = text;
  while (rest.length > LONGEST) {
    const cut = rest.slice(0, LONGEST);
    const end = Math.max(...[..."。！？；.!?;，,"].map((mark) => cut.lastIndexOf(mark))) + 1 || LONGEST;
    found.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return rest.trim() ? [...found, rest] : found;
}

let reading = null; // what is read just now: one at a time on a page

function reader(button, voice) {
  const label = button.querySelector("span");
  const idle = label.textContent;
  const status = document.createElement("span");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  const halt = document.createElement("button");
  halt.type = "button";
  halt.className = "btn quiet read-stop";
  halt.textContent = button.dataset.stop;
  halt.hidden = true;
  button.after(halt, status);
  let state = "idle";
  let queue = [];
  let current = null;
  let turn = 0;

  const become = (next, name) => {
    state = next;
    label.textContent = name;
    button.dataset.state = next;
    halt.hidden = next === "idle";
  };
  const mark = (block) => {
    current?.classList.remove("reading");
    current = block;
    current?.classList.add("reading");
    current?.scrollIntoView({ block: "nearest" });
  };
  const stop = (words = "") => {
    turn += 1;
    if (document.activeElement === halt) button.focus();
    voice.stop();
    mark(null);
    become("idle", idle);
    status.textContent = words;
    if (reading?.button === button) reading = null;
  };
  const next = () => {
    const piece = queue.shift();
    if (!piece) return stop(button.dataset.finished);
    if (piece.block !== current) mark(piece.block);
    const mine = turn;
    voice.say(piece.text, {
      done: () => { if (mine === turn) next(); },
      failed: () => { if (mine === turn) stop(button.dataset.failed); },
    });
  };
  const start = () => {
    const root = button.dataset.readAloud === "turn" ? button.closest(".turn") : document.querySelector(button.dataset.readAloud);
    queue = passages(root).flatMap(({ block, text }) => parts(spoken(text, language())).map((part) => ({ block, text: part })));
    if (!queue.length) return;
    reading?.stop();
    reading = { button, stop };
    become("reading", button.dataset.pause);
    status.textContent = "";
    next();
  };
  button.addEventListener("click", () => {
    if (state === "reading") { voice.pause(); become("paused", button.dataset.resume); }
    else if (state === "paused") { voice.resume(); become("reading", button.dataset.pause); }
    else start();
  });
  halt.addEventListener("click", () => stop());
  button.hidden = false;
}

addEventListener("pagehide", () => reading?.stop());
addEventListener("keydown", (event) => { if (event.key === "Escape") reading?.stop(); });

/** Show the buttons once there is a voice, also those that come later; without one they stay hidden. */
export function offer() {
  const known = new WeakSet();
  const show = () => {
    const own = ownVoice();
    for (const button of document.querySelectorAll("[data-read-aloud]")) {
      if (known.has(button) || !(own || button.dataset.url)) continue;
      known.add(button);
      reader(button, own ? browserVoice(own) : serverVoice(button.dataset));
    }
  };
  window.speechSynthesis?.addEventListener("voiceschanged", show);
  new MutationObserver(show).observe(document.querySelector("#main") ?? document.body, { childList: true, subtree: true });
  show();
}
