// Files go to the server as soon as they are chosen and made small, so that leaving the page loses none.
// Around the file boxes: data-attach (where they are posted) and what is said; photo-shrink.js says when they are ready.
const waiting = new Set();
const sending = new Set();

async function send(around, box) {
  const input = box.querySelector("input[type=file]");
  const list = box.querySelector(".file-list");
  const say = list.appendChild(document.createElement("li"));
  const files = Array.from(input.files);
  const body = new FormData();
  files.forEach((file) => body.append(input.name, file, file.name));
  waiting.add(box);
  say.textContent = around.dataset.saySending;
  const token = input.form.querySelector("[name=csrf_token]");
  const answer = await fetch(around.dataset.attach, {
    method: "POST",
    body,
    credentials: "same-origin",
    redirect: "manual",
    headers: { "X-CSRFToken": token ? token.value : "", "X-Requested-With": "fetch" },
  }).catch(() => null);
  const told = answer && answer.type !== "opaqueredirect" ? await answer.json().catch(() => ({})) : {};
  if (answer && answer.ok) {
    input.value = ""; // the server has them: the form need not send them again
    waiting.delete(box);
    say.className = "good";
    say.textContent = around.dataset.sayAttached;
    box.dataset.maxFiles = Number(box.dataset.maxFiles || 99) - files.length;
    input.disabled = Number(box.dataset.maxFiles) < 1;
    return;
  }
  say.className = "bad";
  if (told.errors) { // what is wrong with a file does not get better by sending it again
    input.value = "";
    waiting.delete(box);
    say.textContent = Object.values(told.errors).join(" ");
  } else say.textContent = around.dataset.sayUnsent;
}

document.querySelectorAll("[data-attach]").forEach((around) => {
  around.addEventListener("planhub:ready", (event) => {
    const sent = send(around, event.target).then(() => sending.delete(sent));
    sending.add(sent);
  });
  around.closest("form").addEventListener("submit", (event) => {
    if (!sending.size) { // the form takes what is left along
      waiting.clear();
      return;
    }
    const button = event.submitter; // two at once would attach a file twice
    event.preventDefault();
    Promise.all(sending).then(() => { if (button) button.click(); });
  });
});
// what was chosen and not yet attached is not left behind without a word
window.addEventListener("beforeunload", (event) => {
  if (!waiting.size) return;
  event.preventDefault();
  event.returnValue = ""; // older Chromium asks for this
});
