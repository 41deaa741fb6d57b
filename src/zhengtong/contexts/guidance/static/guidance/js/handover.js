// The person's request for a person: looks every few seconds whether anything changed. Without it a reload shows it.

const place = document.querySelector("#person");
const turns = document.querySelector("#turns");
const SECONDS = 8;

function wait() {
  return place.querySelector("[data-mark]")?.dataset.mark ?? "";
}

function show({ block, turns: written }) {
  // what is being typed is not taken away
  if (!place.contains(document.activeElement) || document.activeElement.tagName !== "TEXTAREA") place.innerHTML = block; // rendered and escaped by our own server
  for (const { id, html } of written) {
    if (!document.querySelector(`#person-${id}`)) turns?.insertAdjacentHTML("beforeend", html); // the same
    place.dataset.since = id;
  }
}

async function look() {
  if (document.hidden) return;
  const asked = new URLSearchParams({ mark: wait(), since: place.dataset.since ?? "0" });
  if (place.dataset.conversation) asked.set("c", place.dataset.conversation);
  try {
    const answer = await fetch(`${place.dataset.state}?${asked}`, { headers: { Accept: "application/json" } });
    if (answer.status === 200) show(await answer.json());
  } catch {
    // the network is away; the next look may find it again
  }
}

if (place?.dataset.state) {
  setInterval(() => wait() && look(), SECONDS * 1000);
  document.addEventListener("visibilitychange", () => wait() && look());
  document.addEventListener("replied", look);
}
