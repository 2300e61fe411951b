// On every page: a form is sent once, counters count, menus close, buttons print.
document.documentElement.classList.add("js");

// a page that answers a form takes the form's place in the history, so that Back asks for it by GET
if ("posted" in document.documentElement.dataset) {
  const { href, origin } = window.location;
  document.querySelectorAll("form").forEach((form) => form.setAttribute("action", new URL(form.getAttribute("action") || "", href)));
  window.history.replaceState(window.history.state, "", document.referrer.startsWith(`${origin}/`) ? document.referrer : href);
}

// submit once: a second press within five seconds does nothing, and within two minutes where the form says what
// takes so long; coming back by the back button frees the form
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "get" || form.method === "dialog") return;
  const last = Number(form.dataset.sentAt || 0);
  const hold = form.dataset.wait ? 120000 : 5000;
  if (Date.now() - last < hold) {
    event.preventDefault();
    return;
  }
  form.dataset.sentAt = Date.now();
  const buttons = form.querySelectorAll("button:not([type=button])");
  buttons.forEach((button) => button.setAttribute("aria-disabled", "true"));
  setTimeout(() => buttons.forEach((button) => button.removeAttribute("aria-disabled")), hold);
  if (!form.dataset.wait) return;
  const waiting = document.createElement("p");
  waiting.setAttribute("role", "status");
  form.append(waiting);
  waiting.textContent = form.dataset.wait;
});
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.querySelectorAll("form[data-sent-at]").forEach((form) => delete form.dataset.sentAt);
  document.querySelectorAll("form[data-wait] > [role=status]").forEach((words) => words.remove());
  document.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
});

// what is left to type, and what a sum of money reads as
const THAI_ZERO = "๐".charCodeAt(0);
const arabic = (text) => text.replace(/[๐-๙]/g, (digit) => digit.charCodeAt(0) - THAI_ZERO);
const english = document.documentElement.lang === "en";

const words = {
  count(field) {
    const most = Number(field.dataset.count);
    const left = most - Array.from(field.value).length;
    if (english) return left < 0 ? `${-left} characters too many` : `${left} of ${most} characters left`;
    return left < 0 ? `เกินมา ${-left} ตัวอักษร` : `เหลือ ${left.toLocaleString("en")} จาก ${most.toLocaleString("en")} ตัวอักษร`;
  },
  baht(field) {
    const match = /^\s*([\d,.\s]+?)\s*(ล้าน|ล\.|แสน|หมื่น|พัน|m|million)?\s*(บาท|baht)?\s*$/i.exec(arabic(field.value));
    if (!match) return "";
    const times = { ล้าน: 1e6, "ล.": 1e6, m: 1e6, million: 1e6, แสน: 1e5, หมื่น: 1e4, พัน: 1e3 };
    const sum = Number(match[1].replace(/[,\s]/g, "")) * (match[2] ? times[match[2].toLowerCase()] : 1);
    if (!isFinite(sum) || sum <= 0) return "";
    const unit = english ? "baht" : "บาท";
    return `= ${sum.toLocaleString("en", { maximumFractionDigits: 2 })} ${unit}`;
  },
};

function say(field) {
  const place = document.getElementById(`${field.id}-more`);
  if (!place) return;
  if (field.dataset.reading) place.textContent = words[field.dataset.reading](field);
  if (field.dataset.count && (field.value || place.dataset.used)) {
    place.dataset.used = "yes";
    place.textContent = words.count(field);
    place.classList.toggle("counter-over", Array.from(field.value).length > Number(field.dataset.count));
  }
}
document.querySelectorAll("[data-count], [data-reading]").forEach(say);
document.addEventListener("input", (event) => {
  if (event.target.matches("[data-count], [data-reading]")) say(event.target);
});

// a menu closes by Esc and by a press elsewhere
document.addEventListener("click", (event) => {
  document.querySelectorAll("[data-menu][open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  if (event.target.closest("[data-print]")) window.print();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll("[data-menu][open]").forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});
