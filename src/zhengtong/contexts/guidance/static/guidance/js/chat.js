// The conversation page: sends a message and shows the steps as they happen. Without this script the form posts.

const form = document.querySelector("#say");
const turns = document.querySelector("#turns");
const now = document.querySelector("#now");
let sent = ""; // what may be cleared when its reply comes; what was typed meanwhile stays

function step({ said, details }) {
  const line = document.createElement("li");
  const name = document.createElement("b");
  name.textContent = said;
  line.append(name, (details ?? []).join(now.dataset.between));
  now.append(line);
}

function problem(text) {
  const line = document.createElement("li");
  line.className = "unsure";
  line.textContent = text;
  now.append(line);
}

function done({ html, known }) {
  now.hidden = true;
  now.replaceChildren();
  document.querySelector(".try")?.remove();
  // only the newest question can be answered
  for (const old of turns.querySelectorAll("form.answers")) old.remove();
  turns.insertAdjacentHTML("beforeend", html); // rendered and escaped by our own server
  document.querySelector("#known").innerHTML = known; // the same
  turns.lastElementChild?.scrollIntoView({ block: "start" });
  if (form.q.value === sent) form.q.value = "";
  document.dispatchEvent(new Event("replied")); // a person may have been asked for, see handover.js
}

const heard = { step, reply: done, problem: ({ detail }) => problem(detail) };

function hear(block) {
  const fields = Object.fromEntries(block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]));
  heard[fields.event]?.(JSON.parse(fields.data));
}

async function send(body) {
  const answer = await fetch(form.dataset.stream, { method: "POST", body });
  if (!answer.ok || !answer.body) throw new Error(String(answer.status));
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done: end } = await reader.read();
    rest += value ?? "";
    const blocks = rest.split("\n\n");
    rest = blocks.pop();
    blocks.forEach(hear);
    if (end) return;
  }
}

async function submit(event) {
  event.preventDefault();
  now.replaceChildren();
  now.hidden = false;
  const button = event.submitter ?? event.target.querySelector("button");
  const body = new FormData(event.target, event.submitter);
  button.disabled = true;
  sent = body.get("q") ?? "";
  try {
    await send(body);
  } catch {
    problem(form.dataset.lost);
  } finally {
    button.disabled = false;
  }
}

form?.addEventListener("submit", submit);
turns?.addEventListener("submit", (event) => {
  if (event.target.matches("form.answers")) submit(event);
});
