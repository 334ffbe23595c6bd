// Keys: never one bare key for a deed that signs or sends.

const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]") && !/^(checkbox|radio|button|submit)$/.test(target.type || "");

function step(by) {
  const rows = [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);
  if (!rows.length) return;
  const at = rows.indexOf(document.activeElement?.closest("[data-row]"));
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))] || rows[0];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

// A case on a page names keys for its buttons: the key goes to the button, Enter presses it.
function toButton(key) {
  const button = document.activeElement?.closest("[data-case]")?.querySelector(`button[data-key="${CSS.escape(key)}"]`);
  if (button) button.focus();
}

function nextView() {
  const views = [...document.querySelectorAll(".head .seg a, .seg[data-views] a")];
  const at = views.findIndex((view) => view.hasAttribute("aria-current"));
  if (views.length > 1) views[(at + 1) % views.length].click();
}

export function keys() {
  let went = 0;
  const sheet = document.getElementById("keys");
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-keys]")) sheet?.showModal();
  });
  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (key === " " && target.matches?.('a[role="button"]')) { event.preventDefault(); target.click(); return; }
    if (event.metaKey || event.ctrlKey || event.altKey || typing(target) || document.querySelector("dialog[open]")) return;
    if (Date.now() - went < 1200) {
      went = 0;
      const way = document.querySelector(`.ways a[data-key="${CSS.escape(key)}"]`);
      if (way) { event.preventDefault(); way.click(); }
      return;
    }
    if (key === "g") went = Date.now();
    else if (key === "/") { const find = document.querySelector("[data-find]"); if (find) { event.preventDefault(); find.focus(); } }
    else if (key === "?") { event.preventDefault(); sheet?.showModal(); }
    else if (key === "j") step(1);
    else if (key === "k") step(-1);
    else if (key === "f") document.querySelector(".chip")?.focus();
    else if (key === "v") nextView();
    else toButton(key);
  });
}
