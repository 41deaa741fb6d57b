// Speaking instead of typing. The words appear in the field; the person sees them before asking.

const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;

function voice(button) {
  const input = document.getElementById(button.dataset.voice);
  const status = button.form.querySelector(".ask-status");
  let listening = null;
  const say = (words) => { if (status) status.textContent = words; };
  button.hidden = false;
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    if (listening) return listening.stop();
    listening = new Recognition();
    listening.lang = document.documentElement.lang === "en" ? "en-US" : "zh-CN";
    listening.interimResults = true;
    listening.onstart = () => { button.setAttribute("aria-pressed", "true"); say(button.dataset.listening); };
    listening.onresult = (event) => { input.value = [...event.results].map((part) => part[0].transcript).join(""); };
    listening.onerror = (event) => { if (event.error !== "aborted" && event.error !== "no-speech") say(button.dataset.denied); };
    listening.onend = () => {
      listening = null;
      button.setAttribute("aria-pressed", "false");
      if (status?.textContent === button.dataset.listening) say("");
      input.focus();
    };
    listening.start();
  });
}

if (Recognition) for (const button of document.querySelectorAll("[data-voice]")) voice(button);
