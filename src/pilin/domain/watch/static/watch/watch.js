// The live part of the desk and the wall, the keys, and answers that are never lost.
const POLL = 10_000, OLD = 60_000, LOST = 30_000, SPREAD = 500, REST = 1_000, AGAIN = 20_000;
const live = document.querySelector("[data-live]");
const words = document.querySelector("[data-kept]")?.dataset || {};
let heard = Date.now(), asking = false, fresh = Date.now(), ended = 0, rest = REST, due = 0;

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
  const began = Date.now();
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
    ended = Date.now();
    rest = Math.min(POLL, Math.max(REST, 4 * (ended - began))); // a house that answers slowly is asked more seldom
  }
}

// Everybody is told in the same moment: pages ask spread over half a second, and never again before they have rested.
function told() {
  if (due) return;
  const wait = asking ? rest : Math.max(0, ended + rest - Date.now());
  due = setTimeout(() => { due = 0; if (asking) told(); else look(false); }, wait + Math.random() * SPREAD);
}

function ticks() {
  const address = live.dataset.ticks;
  let telling = false;
  if (address) {
    const listen = () => {
      const source = new EventSource(address);
      source.onopen = () => { telling = true; };
      source.onmessage = told;
      source.onerror = () => {
        telling = false;
        if (source.readyState === EventSource.CLOSED) setTimeout(listen, AGAIN * (1 + Math.random())); // a proxy's 502 ends it for good
      };
    };
    listen();
  }
  setInterval(() => {
    const old = Date.now() - fresh > OLD;
    if (!telling || old || Date.now() - heard > LOST) look(old);
  }, POLL);
}

// An answer goes out at once. Without a line, or signed out meanwhile, it is kept on the device for the person who gave it and sent
// again until it is taken. Twice does no harm.
const KEY = "pilin.watch.answers", TOKEN = "csrfmiddlewaretoken";
const all = () => JSON.parse(localStorage.getItem(KEY) || "[]");
const kept = () => all().length;
const keep = (list) => (list.length ? localStorage.setItem(KEY, JSON.stringify(list)) : localStorage.removeItem(KEY));
const mine = (one) => (one.person || "") === (words.person || "");
let shut = false;  // signed out: nothing is tried again before the next page

/** Send an answer with the token of this page, since a new sign-in has a new one; fails unless the instance took it. */
async function send(one) {
  const body = new URLSearchParams(one.body), token = document.querySelector(`[name=${TOKEN}]`)?.value || live?.dataset.token;
  if (token) body.set(TOKEN, token);
  const answer = await fetch(one.to, { method: "POST", headers: { "Content-Type": "application/x-www-form-urlencoded" }, body: body.toString(), redirect: "follow" });
  if (answer.status >= 500 || answer.status === 429) throw new Error("line");
  if ([401, 403].includes(answer.status) || new URL(answer.url).pathname.startsWith("/account/login/")) throw new Error("door");
  return answer;
}

function failed(error) {
  shut = error.message === "door";
  say(shut ? words.door : words.kept);
}

async function resend() {
  const list = all().filter(mine);
  if (!list.length || shut) return;
  const taken = [];
  for (const one of list) {
    try { await send(one); taken.push(JSON.stringify(one)); } catch (error) { failed(error); if (shut) break; }
  }
  keep(all().filter((one) => !taken.includes(JSON.stringify(one))));  // one given meanwhile stays
  if (taken.length === list.length) location.reload();
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-answer]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  const one = { to: form.action || location.href, person: words.person || "", body: new URLSearchParams(new FormData(form)).toString() };
  try {
    const answer = await send(one);
    if (answer.redirected) location.assign(answer.url);
    else location.reload();
  } catch (error) {
    keep([...all(), one]);
    failed(error);
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
