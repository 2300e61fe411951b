// The big screen: asks for itself every minute and puts the new figures in place. When it cannot, the last ones
// stay, with the time they are of and a line that says so.
const ASLEEP = 2.5; // how many missed rounds make it out of date

let heard = Date.now();

async function again() {
  try {
    const answer = await fetch(window.location.href, { cache: "no-store", credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("wall");
    if (!fresh) throw new Error("not the wall"); // signed out: another page came instead
    document.getElementById("wall").replaceWith(document.adoptNode(fresh));
    document.title = page.title;
    heard = Date.now();
  } catch (error) {
    console.warn("wall", error.message);
  }
  say();
}

function say() {
  const wall = document.getElementById("wall");
  const old = Date.now() - heard > Number(wall.dataset.every) * 1000 * ASLEEP;
  const line = wall.querySelector(".out-of-date");
  wall.classList.toggle("old", old);
  if (old) line.textContent = `${wall.dataset.old} ${wall.querySelector("time").textContent}`;
  line.hidden = !old;
}

const every = Number(document.getElementById("wall").dataset.every) * 1000;
setInterval(again, every);
setInterval(say, Math.min(every, 10000));
window.addEventListener("online", again);
