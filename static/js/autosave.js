// A form with data-autosave=URL saves itself: changed fields go as a POST two seconds after the last key.
// Until the server answers, this device keeps a copy; signed out or without signal it stays, and is offered again.
// Form: data-autosave, data-draft (a name of its own for the draft), data-saved-at (ISO time of the server's copy).
import { draftCopy, offer } from "./draft-copy.js?v=018887cccc46";

const WAIT = 2000;
const RETRY = 15000;
const SKIP = new Set(["csrf_token", "once", "version", "page"]);

// this tab's own name, so that going back and correcting oneself is not taken for another page's typing
function tabName(drawn) {
  try {
    const name = sessionStorage.getItem("planhub:tab") || drawn;
    sessionStorage.setItem("planhub:tab", name);
    return name;
  } catch (error) {
    return drawn; // storage is forbidden: the page's name must do
  }
}

function watch(form) {
  const place = form.querySelector("[data-saved]") || document.querySelector("[data-saved]");
  const say = place ? place.dataset : {};
  const copy = draftCopy(`planhub:${form.dataset.draft || form.dataset.autosave}`);
  const values = (name) => new FormData(form).getAll(name).filter((value) => typeof value === "string");
  const changed = new Set();
  if (form.elements.page) form.elements.page.value = tabName(form.elements.page.value);
  let timer = 0;
  let sending = false;

  const tell = (words, look) => {
    if (!place) return;
    place.className = `saved ${look || ""}`;
    place.textContent = words;
  };
  const later = (after) => {
    clearTimeout(timer);
    timer = setTimeout(save, after);
  };

  function post(names) {
    const body = new URLSearchParams();
    const field = (name) => form.querySelector(`[name=${name}]`);
    names.forEach((name) => {
      const given = values(name);
      if (!given.length) body.append(name, ""); // every box unticked is an answer too
      given.forEach((value) => body.append(name, value));
    });
    ["version", "page"].filter(field).forEach((name) => body.append(name, field(name).value));
    return fetch(form.dataset.autosave, {
      method: "POST",
      body,
      credentials: "same-origin",
      redirect: "manual",
      keepalive: true,
      headers: { "X-CSRFToken": field("csrf_token") ? field("csrf_token").value : "", "X-Requested-With": "fetch" },
    });
  }

  async function save() {
    clearTimeout(timer);
    timer = 0;
    if (sending || !changed.size) return;
    sending = true;
    const names = Array.from(changed);
    const again = () => names.forEach((name) => changed.add(name));
    changed.clear();
    tell(say.sayBusy, "saved-busy");
    try {
      const answer = await post(names);
      const told = await answer.json().catch(() => ({}));
      if ([400, 401, 403].includes(answer.status) || answer.type === "opaqueredirect") {
        again();
        tell(say.saySignedOut, "saved-bad");
      } else if (answer.ok) {
        if (told.version !== undefined && form.elements.version) form.elements.version.value = told.version;
        copy.drop(names.filter((name) => !changed.has(name))); // typed again meanwhile: stays
        if (told.notice) tell(told.notice, "saved-bad"); // another page had typed here too
        else tell(`${say.saySaved} ${told.saved_at || new Date().toTimeString().slice(0, 5)}`);
      } else if (answer.status >= 500 || answer.status === 429) {
        throw new Error(answer.status);
      } else { // the server says what is wrong; the copy stays until the page is sent
        tell(told.detail || say.sayKept, "saved-bad");
      }
    } catch (error) {
      again();
      tell(say.sayKept, "saved-bad");
      later(RETRY);
    }
    sending = false;
    if (changed.size && !timer && !(place && place.classList.contains("saved-bad"))) later(WAIT);
  }

  const note = (event) => {
    const { name, type } = event.target;
    if (!name || type === "file" || SKIP.has(name)) return;
    changed.add(name);
    copy.keep([name], values);
    later(WAIT);
  };
  form.addEventListener("input", note);
  form.addEventListener("change", note);
  form.addEventListener("submit", () => clearTimeout(timer));
  window.addEventListener("online", () => later(0));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
  if (place) offer(form, copy, values, say);
}

document.querySelectorAll("form[data-autosave]").forEach(watch);
