// Asks once before a decision on many: a button's data-confirm ("ส่งต่อ {n} เรื่องไป กบอ.?") in a dialog.
// Without JavaScript, or without <dialog>, the server asks by a page; either way confirmed=yes is what decides.
const dialog = document.getElementById("confirm");
let asking = null;

function chosen(form) {
  return form.querySelectorAll("[data-pick]:checked").length;
}

function send(form, button) {
  const add = (name, value) => {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.appendChild(field);
  };
  add("confirmed", "yes");
  if (button.name) add(button.name, button.value);
  if (button.hasAttribute("formaction")) form.action = button.formAction;
  delete form.dataset.sentAt;
  form.submit();
}

if (dialog && dialog.showModal) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-confirm]");
    if (!button || !button.form) return;
    const count = chosen(button.form);
    if (button.form.querySelector("[data-pick]") && count === 0) return; // the server says what is missing
    if (!button.form.reportValidity()) return;
    event.preventDefault();
    asking = button;
    document.getElementById("confirm-title").textContent = button.dataset.confirm.replace("{n}", count);
    dialog.querySelector("[data-confirm-text]").textContent = button.dataset.confirmText || "";
    dialog.querySelector("[data-yes]").textContent = button.textContent.trim();
    dialog.showModal();
  });
  dialog.querySelector("[data-yes]").addEventListener("click", () => {
    if (asking) send(asking.form, asking);
    asking = null;
    dialog.close();
  });
  dialog.querySelector("[data-no]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    if (asking) asking.focus();
    asking = null;
  });
}
