// Menus that close when one looks elsewhere; light, dark and size of text kept for next time.

export function menus() {
  const open = () => document.querySelectorAll("details[data-menu][open]");
  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) { menu.open = false; menu.querySelector("summary")?.focus(); }
  });
  document.addEventListener("click", (event) => {
    const back = event.target.closest?.("[data-back]");
    if (back && history.length > 1) { event.preventDefault(); history.back(); }
    if (event.target.closest?.("[data-print]")) print();
  });
}

/** A strip of views that is wider than the screen begins where one is: the current view is in sight. */
export function strips(root) {
  for (const strip of root.querySelectorAll(".seg-many")) {
    const here = strip.querySelector("[aria-current]");
    if (!here || strip.scrollWidth <= strip.clientWidth) continue;
    const box = strip.getBoundingClientRect(), at = here.getBoundingClientRect();
    strip.scrollLeft += at.left + at.width / 2 - (box.left + box.width / 2);
  }
}

export function switches() {
  const root = document.documentElement;
  const show = () => {
    for (const set of document.querySelectorAll("[data-set]")) {
      for (const button of set.querySelectorAll("button")) {
        button.setAttribute("aria-pressed", String(root.dataset[set.dataset.set] === button.value));
      }
    }
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-set] button");
    if (!button) return;
    const name = button.closest("[data-set]").dataset.set;
    root.dataset[name] = button.value;
    document.cookie = `pilin_${name}=${button.value}; path=/; max-age=31536000; samesite=lax`;
    try { localStorage.setItem(`pilin_${name}`, button.value); } catch { /* the cookie is enough */ }
    show();
    document.dispatchEvent(new CustomEvent("pilin:theme"));
  });
  show();
}

const UNSENT = "pilin-unsent-", KEPT = "pilin-kept-";

/** Signing out takes off this device what pages kept to work without a network; what was not sent is asked about first. */
export function leaving() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.action?.endsWith("/account/logout/")) return;
    const unsent = Object.keys(localStorage).filter((key) => key.startsWith(UNSENT));
    if (unsent.length && !confirm(document.getElementById("words")?.dataset.unsent || "")) { event.preventDefault(); return; }
    for (const key of unsent) localStorage.removeItem(key);
    if (!("caches" in window && "serviceWorker" in navigator)) return;
    event.preventDefault();
    forget().finally(() => form.submit());
  });
}

/** Let workers keep nothing any more, and take away what they kept; one that does not answer is waited for a second. */
async function forget() {
  const workers = (await navigator.serviceWorker.getRegistrations()).map((found) => found.active).filter(Boolean);
  await Promise.all(workers.map((worker) => new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = resolve;
    setTimeout(resolve, 1000);
    worker.postMessage({ forget: true }, [port2]);
  })));
  const names = (await caches.keys()).filter((name) => name.startsWith(KEPT));
  await Promise.all(names.map((name) => caches.delete(name)));
}
