// A form with data-autosave=URL saves itself: changed fields go as a POST two seconds after the last key.
// Until the server answers, this device keeps a copy; signed out or without signal it stays, and is offered again.
// Form: data-autosave, data-draft (a name of its own for the draft), data-saved-at (ISO time of the server's copy).
const WAIT = 2000;
const RETRY = 15000;
const SKIP = new Set(["csrf_token", "once"]);

function watch(form) {
  const place = form.querySelector("[data-saved]") || document.querySelector("[data-saved]");
  const say = place ? place.dataset : {};
  const key = `planhub:${form.dataset.draft || form.dataset.autosave}`;
  const changed = new Set();
  let timer = 0;
  let sending = false;

  const tell = (words, look) => {
    if (!place) return;
    place.className = `saved ${look || ""}`;
    place.textContent = words;
  };
  const values = (name) => new FormData(form).getAll(name).filter((value) => typeof value === "string");
  const copy = () => {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch (error) {
      return null;
    }
  };
  const keep = () => {
    const kept = copy() || { fields: {} };
    changed.forEach((name) => { kept.fields[name] = values(name); });
    kept.at = new Date().toISOString();
    try {
      localStorage.setItem(key, JSON.stringify(kept));
    } catch (error) { /* storage is full or forbidden: the server's copy must do */ }
  };
  const drop = (names) => { // the server has these; a field typed in again meanwhile stays
    const kept = copy();
    if (!kept) return;
    names.filter((name) => !changed.has(name)).forEach((name) => delete kept.fields[name]);
    if (Object.keys(kept.fields).length) localStorage.setItem(key, JSON.stringify(kept));
    else localStorage.removeItem(key);
  };
  const later = (after) => {
    clearTimeout(timer);
    timer = setTimeout(save, after);
  };

  async function save() {
    timer = 0;
    if (sending || !changed.size) return;
    sending = true;
    const names = Array.from(changed);
    changed.clear();
    const body = new URLSearchParams();
    names.forEach((name) => {
      const given = values(name);
      if (given.length) given.forEach((value) => body.append(name, value));
      else body.append(name, "");
    });
    const token = form.querySelector("[name=csrf_token]");
    tell(say.sayBusy, "saved-busy");
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        body,
        credentials: "same-origin",
        redirect: "manual",
        keepalive: true,
        headers: { "X-CSRFToken": token ? token.value : "", Accept: "application/json" },
      });
      const told = await answer.json().catch(() => ({}));
      if ([400, 401, 403].includes(answer.status) || answer.type === "opaqueredirect") {
        names.forEach((name) => changed.add(name));
        tell(say.saySignedOut, "saved-bad");
      } else if (answer.ok) {
        if (told.version !== undefined && form.elements.version) form.elements.version.value = told.version;
        drop(names);
        tell(`${say.saySaved} ${told.saved_at || new Date().toTimeString().slice(0, 5)}`);
      } else if (answer.status >= 500 || answer.status === 429) {
        throw new Error(answer.status);
      } else { // the server says what is wrong; the copy stays until the page is sent
        tell(told.sentence || say.sayKept, "saved-bad");
      }
    } catch (error) {
      names.forEach((name) => changed.add(name));
      tell(say.sayKept, "saved-bad");
      later(RETRY);
    }
    sending = false;
    if (changed.size && !timer) later(WAIT);
  }

  function fill(fields) {
    Object.keys(fields).forEach((name) => {
      form.querySelectorAll(`[name="${CSS.escape(name)}"]`).forEach((field, place) => {
        if (field.type === "file" || SKIP.has(name)) return;
        if (field.type === "checkbox" || field.type === "radio") field.checked = fields[name].includes(field.value);
        else field.value = fields[name][place] || "";
        field.dispatchEvent(new Event("input", { bubbles: true }));
        field.dispatchEvent(new Event("change", { bubbles: true }));
      });
    });
  }

  function offer() {
    const kept = copy();
    if (!kept || !place) return;
    const there = Date.parse(form.dataset.savedAt || "") || 0;
    const same = Object.keys(kept.fields).every((name) => String(kept.fields[name]) === String(values(name)));
    if (same || Date.parse(kept.at) <= there) {
      localStorage.removeItem(key);
      return;
    }
    const box = document.createElement("div");
    box.className = "notice notice-warn";
    const inner = box.appendChild(document.createElement("div"));
    const time = new Date(kept.at).toLocaleString(document.documentElement.lang);
    inner.appendChild(document.createElement("p")).textContent = `${say.sayRestore} ${time}`;
    [[say.sayUse, "btn btn-small", () => fill(kept.fields)], [say.sayDrop, "btn btn-2 btn-small", () => localStorage.removeItem(key)]].forEach(([words, look, act]) => {
      const button = inner.appendChild(document.createElement("button"));
      button.type = "button";
      button.className = look;
      button.textContent = words;
      button.addEventListener("click", () => {
        act();
        box.remove();
      });
      inner.append(" ");
    });
    form.insertBefore(box, form.firstChild);
  }

  const note = (event) => {
    const { name, type } = event.target;
    if (!name || type === "file" || SKIP.has(name)) return;
    changed.add(name);
    keep();
    later(WAIT);
  };
  form.addEventListener("input", note);
  form.addEventListener("change", note);
  form.addEventListener("submit", () => clearTimeout(timer));
  window.addEventListener("online", () => later(0));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
  offer();
}

document.querySelectorAll("form[data-autosave]").forEach(watch);
