// The live part of the desk and the wall, the keys, and answers that are never lost.
const POLL = 10_000, OLD = 60_000, LOST = 30_000;
const live = document.querySelector("[data-live]");
const words = document.querySelector("[data-kept]")?.dataset || {};
let heard = Date.now(), asking = false, fresh = Date.now();

function hour() {
  return new Date(heard).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });
}

function say(text) {
  let note = document.querySelector(".wd-lost");
  if (!text) { note?.remove(); return; }
  if (!note) {
    note = document.createElement("div");
    note.className = "wd-lost";
    note.setAttribute("role", "status");
    (document.querySelector("main") || document.body).prepend(note);
  }
  if (note.textContent !== text) note.textContent = text;
}

async function look(old) {
  if (asking || !live) return;
  asking = true;
  const seen = live.querySelector("[data-pulse]")?.dataset.pulse ?? "";
  try {
    const token = live.dataset.token;  // an officer's page asks by POST: it also takes the steps that are due
    const headers = token ? { "X-Live": "1", "X-CSRFToken": token } : { "X-Live": "1" };
    const answer = await fetch(`${live.dataset.live}&seen=${seen}${old ? "&old=yes" : ""}`, { method: token ? "POST" : "GET", headers, cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    heard = Date.now();
    if (!kept()) say("");
    if (answer.status === 200) {
      const at = document.activeElement?.getAttribute?.("href");
      live.innerHTML = await answer.text();
      fresh = Date.now();
      if (at) live.querySelector(`a[href="${CSS.escape(at)}"]`)?.focus({ preventScroll: true });
    }
  } catch {
    if (Date.now() - heard > LOST) say(`${live.dataset.lost} ${hour()}`);
  } finally {
    asking = false;
  }
}

function ticks() {
  const address = live.dataset.ticks;
  let telling = false;
  if (address) {
    const source = new EventSource(address);
    source.onmessage = () => { telling = true; look(false); };
    source.onerror = () => { telling = false; };
  }
  setInterval(() => {
    const old = Date.now() - fresh > OLD;
    if (!telling || old || Date.now() - heard > LOST) look(old);
  }, POLL);
}

// An answer goes out at once; without a line it is kept on the device and sent again until it is taken. Twice does no harm.
const KEY = "pilin.watch.answers";
const kept = () => JSON.parse(localStorage.getItem(KEY) || "[]").length;
const keep = (list) => (list.length ? localStorage.setItem(KEY, JSON.stringify(list)) : localStorage.removeItem(KEY));

async function send(one) {
  const answer = await fetch(one.to, { method: "POST", headers: { "Content-Type": "application/x-www-form-urlencoded" }, body: one.body, redirect: "follow" });
  if (answer.status >= 500) throw new Error(String(answer.status));
  return answer;
}

async function resend() {
  const list = JSON.parse(localStorage.getItem(KEY) || "[]");
  if (!list.length) return;
  const left = [];
  for (const one of list) {
    try { await send(one); } catch { left.push(one); }
  }
  keep(left);
  if (!left.length) location.reload();
  else say(words.kept);
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-answer]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  const one = { to: form.action || location.href, body: new URLSearchParams(new FormData(form)).toString() };
  try {
    const answer = await send(one);
    if (answer.redirected) location.assign(answer.url);
    else location.reload();
  } catch {
    keep([...JSON.parse(localStorage.getItem(KEY) || "[]"), one]);
    say(words.kept);
    button.disabled = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.metaKey || event.ctrlKey || event.altKey || event.target.closest?.("input, textarea, select") || document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  if (key === "a") document.querySelector("[data-key-answer]")?.focus(); // Enter presses it: no bare key sends
  else if (key === "m") { const map = document.getElementById("map"); map?.focus(); map?.scrollIntoView({ block: "nearest" }); }
});

if (live) ticks();
setInterval(resend, 5000);
addEventListener("online", resend);
resend();
