// An officer's day: what is recorded waits on the telephone until the instance has it. Sent twice is done once.

const WAITING = "pilin-unsent-visits";
const page = document.querySelector("[data-day]");
const words = page.dataset;
const list = page.querySelector("[data-waiting]");

const read = () => { try { return JSON.parse(localStorage.getItem(WAITING) || "[]"); } catch { return []; } };
const write = (records) => {
  if (records.length) localStorage.setItem(WAITING, JSON.stringify(records));
  else localStorage.removeItem(WAITING);
};
const change = (uid, facts) => write(read().map((one) => (one.client_id === uid ? { ...one, ...facts } : one)));
const drop = (uid) => write(read().filter((one) => one.client_id !== uid));
const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] || page.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
const mine = (one) => one.person === words.person && one.circle === words.circle;
const fresh = () => crypto.randomUUID?.() || [...crypto.getRandomValues(new Uint8Array(16))].map((byte, k) => {
  const value = k === 6 ? (byte & 15) | 64 : k === 8 ? (byte & 63) | 128 : byte;
  return value.toString(16).padStart(2, "0") + ([3, 5, 7, 9].includes(k) ? "-" : "");
}).join("");
const line = (text, kind = "") => Object.assign(document.createElement("p"), { textContent: text, className: kind });
const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");

const SOONEST = 5_000, LATEST = 120_000;  // milliseconds between two tries: a telephone says "online" on many a dead line
let busy = false, rest = SOONEST, timer = 0;

/** Try again by itself while something waits, each time later. */
function again() {
  clearTimeout(timer);
  if (!read().some((one) => mine(one) && !one.faults)) { rest = SOONEST; return; }
  timer = setTimeout(() => { rest = Math.min(LATEST, 2 * rest); send(); }, rest);
}

/** Show what waits, what was turned down and why; the cards of recorded firms say so. */
function show() {
  const records = read().filter(mine);
  const waiting = records.filter((one) => !one.faults);
  const net = page.querySelector("[data-net]");
  const state = navigator.onLine ? words.online : words.offline;
  net.querySelector("[data-net-state]").textContent = waiting.length ? fill(waiting.length === 1 ? words.waitsOne : words.waits, { n: waiting.length }) : state;
  net.toggleAttribute("data-waits", waiting.length > 0);
  net.querySelector("[data-send]").hidden = !waiting.length;
  list.replaceChildren(...records.filter((one) => one.faults).map((one) => {
    const item = document.createElement("li");
    item.append(line(one.firm, "b"), ...one.faults.map((fault) => line(fault, "late-tag")), line([one.words, ...one.needs.map((need) => need.words)].filter(Boolean).join(" · ")));
    const away = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-plain btn-sm", textContent: words.drop });
    away.addEventListener("click", () => { drop(one.client_id); show(); });
    item.append(away);
    return item;
  }));
  list.closest("section").hidden = !list.children.length;
  for (const card of page.querySelectorAll("[data-visit]")) {
    const own = records.find((one) => one.visit === card.dataset.visit);
    if (own && !own.faults) said(card, words.kept, "wait");
    else if (card.dataset.state === "wait") said(card, "", "open");
  }
}

function said(card, text, state) {
  card.dataset.state = state;
  const told = card.querySelector("[data-said]");
  told.textContent = text;
  told.hidden = !text;
}

/** Send what waits. Without a network, or signed out, all of it stays; what is turned down stays with the reason. */
async function send(pressed) {
  const waiting = read().filter((one) => mine(one) && !one.faults);
  if (busy || !waiting.length || (!navigator.onLine && !pressed)) { show(); again(); return; }
  busy = true;
  try {
    const records = waiting.slice(0, 200).map(({ client_id, visit, outcome, at, words: text, needs }) => ({ client_id, visit, outcome, at, words: text, needs }));
    const answer = await fetch(words.send, {
      method: "POST", credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token(), Accept: "application/json" },
      body: JSON.stringify({ records }),
    });
    if (answer.status === 401 || answer.status === 403) { page.querySelector("[data-sign-in]").hidden = false; return; }
    if (!answer.ok) return;
    page.querySelector("[data-sign-in]").hidden = true;
    for (const one of (await answer.json()).records) {
      const sent = waiting.find((record) => record.client_id === one.client_id);
      const card = page.querySelector(`[data-visit="${sent.visit}"]`);
      if (one.taking === "turned_down") change(one.client_id, { faults: one.faults.map((fault) => fault.reason) });
      else {
        drop(one.client_id);
        if (card) said(card, one.taking === "second" ? words.second : words.done, sent.outcome === "met" ? "done" : "sent");
      }
    }
  } catch { /* no network: it waits */
  } finally {
    busy = false;
    show();
    again();
  }
}

for (const form of page.querySelectorAll("[data-record]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = new FormData(form), card = form.closest("[data-visit]");
    const needed = String(given.get("need_words") || "").trim();
    const record = {
      client_id: fresh(), visit: card.dataset.visit, firm: card.dataset.firm, person: words.person, circle: words.circle,
      outcome: given.get("outcome"), at: new Date().toISOString(), words: String(given.get("words") || "").trim(),
      needs: needed ? [{ client_id: fresh(), kind: given.get("need_kind") || "other", words: needed, due_on: given.get("need_due") || null }] : [],
    };
    try { write([...read(), record]); } catch { form.submit(); return; }  // a browser that keeps nothing sends at once
    form.reset();
    card.querySelector("details").open = false;
    show();
    send();
  });
}

page.querySelector("[data-send]").addEventListener("click", () => send(true));
addEventListener("online", () => send());
addEventListener("offline", show);
document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.addEventListener("message", (event) => { if (event.data?.kept) page.dataset.ready = "yes"; });
  navigator.serviceWorker.register(words.worker).then(() => navigator.serviceWorker.ready).then((found) => {
    const drawn = performance.getEntriesByType("resource").map((one) => one.name).filter((name) => name.includes("/static/"));
    for (const link of document.querySelectorAll("link[href], script[src]")) drawn.push(link.href || link.src);
    if (navigator.onLine) found.active.postMessage({ keep: [...new Set(drawn.map((name) => name.split("#")[0]))] });
  }).catch(() => {});
}
send();
