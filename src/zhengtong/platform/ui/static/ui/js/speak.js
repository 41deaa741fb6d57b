// Speaking a question. The recording goes to this service alone, never to a service of the browser's maker; what was
// heard is put into the field, and the person sends it after reading it.

const MOST_SECONDS = 60;
const WARN_SECONDS = 50;
const SHORTEST_MS = 400;
const PATIENCE_MS = 70_000;
const AGAIN_MS = 2500;
const KINDS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4", "audio/webm"];

const kind = window.MediaRecorder && KINDS.find((each) => MediaRecorder.isTypeSupported(each));
const possible = Boolean(kind && isSecureContext && navigator.mediaDevices?.getUserMedia);
const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** Tells the loudness, 0 to 1, some ten times a second; where the browser cannot measure it, never. */
function meter(stream, tell) {
  let context = null;
  let timer = 0;
  try {
    context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 1024;
    context.createMediaStreamSource(stream).connect(analyser);
    const sound = new Float32Array(analyser.fftSize);
    timer = setInterval(() => {
      analyser.getFloatTimeDomainData(sound);
      const power = sound.reduce((sum, each) => sum + each * each, 0) / sound.length;
      tell(Math.min(1, Math.sqrt(power) * 6));
    }, 100);
  } catch { /* the recording works without it */ }
  return () => { clearInterval(timer); context?.close(); };
}

/** The recording as text: { text } or { trouble, in words }. */
async function written(recording, words, tries = 3) {
  let answer;
  try {
    answer = await fetch(words.url, {
      method: "POST",
      body: recording,
      headers: { "X-CSRFToken": words.token, accept: "application/json" },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    return { trouble: words.lost };
  }
  const told = await answer.json().catch(() => ({}));
  if (answer.ok && told.text) return { text: told.text };
  if (told.code === "speech-busy" && tries > 1) {
    await pause(AGAIN_MS);
    return written(recording, words, tries - 1);
  }
  return { trouble: told.detail || words.down };
}

function offer(button) {
  const input = document.getElementById(button.dataset.speak);
  if (!input) return;
  const words = button.dataset;
  const [label, time] = button.querySelectorAll("span");
  const idle = label.textContent;
  let status = button.form.querySelector(".ask-status");
  if (!status) {
    status = document.createElement("p");
    status.className = "ask-status small muted";
    status.setAttribute("role", "status");
    button.form.append(status);
  }
  let recorder = null;
  let thrown = false;
  let begun = 0;
  let clock = 0;
  let unmeasure = () => {};

  const say = (text) => { status.textContent = text; status.classList.toggle("speak-said", Boolean(text)); };
  const become = (state, name) => { button.dataset.state = state; label.textContent = name; time.textContent = ""; };
  const rest = () => { become("idle", idle); button.removeAttribute("aria-disabled"); };

  const release = () => {
    clearInterval(clock);
    unmeasure();
    button.style.removeProperty("--level");
    for (const track of recorder?.stream.getTracks() ?? []) track.stop();
    recorder = null;
  };
  const stop = (discard = false) => {
    thrown = discard;
    if (recorder?.state === "recording") recorder.stop();
  };
  const tick = () => {
    const seconds = Math.floor((performance.now() - begun) / 1000);
    time.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (seconds === WARN_SECONDS) say(words.ending);
    if (seconds >= MOST_SECONDS) stop();
  };
  const heard = (text) => {
    const before = input.value.trim();
    const joint = before && /[\w,.?!]$/.test(before) ? " " : "";
    input.value = (before + joint + text).slice(0, input.maxLength > 0 ? input.maxLength : undefined);
    say(words.heard.replace("{text}", () => text));
    input.focus();
    input.setSelectionRange(input.value.length, input.value.length);
  };
  const finish = async (pieces, type) => {
    const long = performance.now() - begun;
    release();
    if (thrown || long < SHORTEST_MS) {
      rest();
      return say(words.thrown);
    }
    become("working", words.writing);
    button.setAttribute("aria-disabled", "true");
    say(words.writing);
    const { text, trouble } = await written(new Blob(pieces, { type }), words);
    rest();
    if (text) heard(text);
    else say(trouble);
  };
  const start = async () => {
    become("asking", idle);
    say(words.allow);
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, noiseSuppression: true, autoGainControl: true } });
    } catch (refusal) {
      rest();
      return say({ NotFoundError: words.none, NotReadableError: words.taken }[refusal.name] ?? words.denied);
    }
    const pieces = [];
    thrown = false;
    recorder = new MediaRecorder(stream, { mimeType: kind, audioBitsPerSecond: 32_000 });
    recorder.addEventListener("dataavailable", ({ data }) => { if (data.size) pieces.push(data); });
    recorder.addEventListener("stop", () => finish(pieces, kind.split(";")[0]));
    recorder.start();
    begun = performance.now();
    become("listening", words.stop);
    say(words.listening);
    clock = setInterval(tick, 200);
    unmeasure = meter(stream, (level) => button.style.setProperty("--level", level.toFixed(2)));
  };

  button.addEventListener("click", () => {
    const { state } = button.dataset;
    if (state === "listening") stop();
    else if (state !== "working" && state !== "asking") start();
  });
  addEventListener("keydown", (event) => { if (event.key === "Escape" && recorder) stop(true); });
  addEventListener("pagehide", () => stop(true));
  button.form.addEventListener("submit", () => { stop(true); say(""); });
  rest();
  button.hidden = false;
}

if (possible) for (const button of document.querySelectorAll("[data-speak]")) offer(button);
