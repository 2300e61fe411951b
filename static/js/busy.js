// A button that starts long work says so; until the answer is here nothing is sent a second time.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.busyNow) event.preventDefault();
}, true);
document.addEventListener("submit", (event) => {
  const button = event.submitter || document.activeElement;
  const ours = button && button.dataset && button.dataset.busy && button.form === event.target;
  if (event.defaultPrevented || !ours) return;
  const say = document.createElement("p");
  say.className = "busy";
  say.setAttribute("role", "status");
  button.parentNode.insertBefore(say, button.nextSibling);
  say.textContent = button.dataset.busy;
  event.target.dataset.busyNow = "yes";
});
// coming back by the back button frees the form
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.querySelectorAll(".busy").forEach((say) => say.remove());
  document.querySelectorAll("form[data-busy-now]").forEach((form) => delete form.dataset.busyNow);
});
