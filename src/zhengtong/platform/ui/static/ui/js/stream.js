// Shows the steps of an answer as they happen. Server-sent events:
//   step  {"name","text","state"}   the last step with state "doing" is replaced by the next one
//   done  {"url"} go there, or {"html"} put into the element named by data-into
// The page's <noscript> or its plain link gives the same answer without this.

function follow(list) {
  const source = new EventSource(list.dataset.stream);
  source.addEventListener("step", (event) => {
    const step = JSON.parse(event.data);
    list.querySelector("li.doing")?.remove();
    const line = document.createElement("li");
    line.className = ["doing", "unsure", "waiting"].includes(step.state) ? step.state : "";
    const name = document.createElement("b");
    name.textContent = step.name;
    line.append(name, step.text ?? "");
    list.append(line);
  });
  source.addEventListener("done", (event) => {
    source.close();
    list.querySelector("li.doing")?.classList.remove("doing");
    const end = JSON.parse(event.data);
    const into = list.dataset.into && document.querySelector(list.dataset.into);
    if (end.html && into) into.innerHTML = end.html; // rendered and escaped by our own server
    else if (end.url) location.replace(end.url);
  });
  source.onerror = () => {
    source.close();
    list.querySelector("li.doing")?.remove();
    const line = document.createElement("li");
    line.className = "unsure";
    line.textContent = list.dataset.lost;
    list.append(line);
  };
}

for (const list of document.querySelectorAll("[data-stream]")) follow(list);
