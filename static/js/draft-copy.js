// This device's own copy of what is typed in a form, for autosave.js: kept until the server has it, offered again after.

// A copy under one name in localStorage: {at: ISO time, fields: {name: [values]}}.
export function draftCopy(key) {
  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch (error) {
      return null;
    }
  };
  const write = (kept) => {
    try {
      if (kept && Object.keys(kept.fields).length) localStorage.setItem(key, JSON.stringify(kept));
      else localStorage.removeItem(key);
    } catch (error) { /* storage is full or forbidden: the server's copy must do */ }
  };
  return {
    read,
    clear: () => write(null),
    keep(names, values) {
      const kept = read() || { fields: {} };
      names.forEach((name) => { kept.fields[name] = values(name); });
      kept.at = new Date().toISOString();
      write(kept);
    },
    drop(names) {
      const kept = read();
      if (!kept) return;
      names.forEach((name) => delete kept.fields[name]);
      write(kept);
    },
  };
}

function fill(form, fields) {
  Object.keys(fields).forEach((name) => {
    form.querySelectorAll(`[name="${CSS.escape(name)}"]`).forEach((field, place) => {
      if (field.type === "file") return;
      if (field.type === "checkbox" || field.type === "radio") field.checked = fields[name].includes(field.value);
      else field.value = fields[name][place] || "";
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
  });
}

// Offers the copy when it differs from the page and is younger than the server's (data-saved-at).
export function offer(form, copy, values, say) {
  const kept = copy.read();
  if (!kept) return;
  const same = Object.keys(kept.fields).every((name) => String(kept.fields[name]) === String(values(name)));
  if (same || Date.parse(kept.at) <= (Date.parse(form.dataset.savedAt || "") || 0)) {
    copy.clear();
    return;
  }
  const box = document.createElement("div");
  box.className = "notice notice-warn";
  const inner = box.appendChild(document.createElement("div"));
  const time = new Date(kept.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  inner.appendChild(document.createElement("p")).textContent = `${say.sayRestore} ${time}`;
  const button = (words, look, act) => {
    const made = inner.appendChild(document.createElement("button"));
    made.type = "button";
    made.className = `btn btn-small ${look}`;
    made.textContent = words;
    made.addEventListener("click", () => {
      act();
      box.remove();
    });
    inner.append(" ");
  };
  button(say.sayUse, "", () => fill(form, kept.fields));
  button(say.sayDrop, "btn-2", copy.clear);
  form.insertBefore(box, form.firstChild);
}
