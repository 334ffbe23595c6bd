// The day's page without a network. It keeps that page and what it is drawn with, and nothing else of Pilin.

const KEPT = "pilin-kept-visits";
const PATIENCE = 4000;  // milliseconds that a slow network is waited for

const isDay = (url) => url.href.replace(/[?#].*$/, "") === self.registration.scope;
const isDrawn = (url) => url.origin === self.location.origin && url.pathname.startsWith("/static/");

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

let gone = false;  // whoever was signed in has left: nothing is kept until the page is opened again

/** The page says what it was drawn with, once it is there: the first time this worker did not see it loading. */
addEventListener("message", (event) => {
  if (event.data?.forget) event.waitUntil(forget(event.ports[0]));
  else if (event.data?.keep) event.waitUntil(keep(event.data.keep, event.source));
});

async function keep(addresses, page) {
  gone = false;
  const cache = await caches.open(KEPT);
  const wanted = addresses.filter((address) => isDrawn(new URL(address, self.location)));
  for (const request of await cache.keys()) {  // of older versions
    if (isDrawn(new URL(request.url)) && !wanted.includes(request.url)) await cache.delete(request);
  }
  for (const address of wanted) if (!await cache.match(address)) await cache.add(address).catch(() => {});
  await fresh(new Request(self.registration.scope, { credentials: "same-origin" })).catch(() => {});
  page?.postMessage({ kept: Boolean(await caches.match(self.registration.scope)) });
}

async function forget(told) {
  gone = true;
  await caches.delete(KEPT);
  told?.postMessage("gone");
}

addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET") return;
  if (event.request.mode === "navigate" && isDay(url)) event.respondWith(day(event.request));
  else if (isDrawn(url)) event.respondWith(drawn(event.request));
});

/** Fetch the day anew and keep it. Whoever is signed out gets the way to sign in, and the kept page goes. */
async function fresh(request) {
  const answer = await fetch(request, { cache: "no-store" });
  if (gone) return answer;
  const cache = await caches.open(KEPT);
  if (answer.ok && !answer.redirected && answer.type === "basic") await cache.put(self.registration.scope, answer.clone());
  else if (answer.redirected || answer.type === "opaqueredirect") await cache.delete(self.registration.scope);
  return answer;
}

async function day(request) {
  const kept = () => caches.match(self.registration.scope);
  const slow = new Promise((resolve) => { setTimeout(async () => resolve(await kept()), PATIENCE); });
  const anew = fresh(request);
  const first = await Promise.race([anew, slow]).catch(() => null);
  return first || await kept() || anew;
}

async function drawn(request) {
  return await caches.match(request) || fetch(request);
}
