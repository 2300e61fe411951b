// Where to look on a page: errors get the focus, their links the field, and the open tab is in sight.
const summary = document.querySelector("[data-focus]");
if (summary) summary.focus();

// a row of tabs that is wider than the screen stands where the open one is seen
document.querySelectorAll(".tabs [aria-current], .nav [aria-current]").forEach((tab) => {
  const row = tab.closest("ul");
  const beyond = tab.getBoundingClientRect().right - row.getBoundingClientRect().right;
  if (beyond > 0) row.scrollLeft += beyond + (row.clientWidth - tab.clientWidth) / 2;
});

// the link of an error leads to its field and puts the cursor there
document.addEventListener("click", (event) => {
  const link = event.target.closest(".error-summary a");
  if (!link) return;
  const field = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!field) return;
  event.preventDefault();
  field.scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
});
