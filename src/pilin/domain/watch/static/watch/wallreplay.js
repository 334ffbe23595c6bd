// The wall runs a past event again: its clock goes on while it runs, and the part comes as it was at that moment. It only reads.

const ZONE = "Asia/Shanghai";
const parts = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" });
const shown = (second) => parts.format(second * 1000);
const iso = (second) => new Date(second * 1000).toISOString().replace(".000Z", "+00:00");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const busy = "input:not([type=range]), textarea, select, [contenteditable]";

function start(live) {
  const one = (name) => document.querySelector(`[data-wall-${name}]`);
  const clock = one("clock"), said = one("said"), range = one("range"), run = one("run"), speedSaid = one("speed");
  const moments = live.dataset.moments.split(" ").map(Number);
  const begins = moments[0], ends = moments.at(-1);
  let now = Number(live.dataset.now), speed = Number(live.dataset.speed), seen = live.dataset.seen;
  let running = false, asking = null, wanted = null, timer = 0;

  const beside = (way) => (way < 0 ? moments.findLast((at) => at < now) : moments.find((at) => at > now));
  const address = (second, fast = speed) => `${live.dataset.page}&at=${encodeURIComponent(iso(second))}&speed=${fast}`;

  function paint() {
    clock.textContent = shown(now);
    clock.dateTime = iso(now);
    range.value = now;
    range.setAttribute("aria-valuetext", shown(now));
    for (const link of document.querySelectorAll("[data-wall-step]")) {
      const at = beside(Number(link.dataset.wallStep));
      if (at === undefined) link.removeAttribute("href");
      else link.href = address(at);
    }
    for (const link of document.querySelectorAll("[data-wall-at-speed]")) {
      link.href = address(now, link.dataset.wallAtSpeed);
      if (Number(link.dataset.wallAtSpeed) === speed) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    speedSaid.textContent = speedSaid.dataset.says.replace("{n}", speed);
    run.classList.toggle("on", running);
  }

  // One question at a time: a moment that is wanted meanwhile waits, and the last of them wins.
  function ask(second) {
    wanted = second;
    asking ??= (async () => {
      try {
        while (wanted !== null) {
          const at = wanted;
          wanted = null;
          await fetched(at);
        }
        return true;
      } catch {
        rest();
        tell(live.dataset.lost);
        return false;
      } finally {
        asking = null;
      }
    })();
    return asking;
  }

  async function fetched(at) {
    const answer = await fetch(`${live.dataset.wallReplay}&at=${encodeURIComponent(iso(at))}&seen=${seen}`, { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    tell("");
    seen = answer.headers.get("X-Seen") ?? "";
    if (answer.status === 204) return;
    const inside = live.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    live.innerHTML = await answer.text();
    if (inside) live.querySelector(`a[href="${CSS.escape(inside)}"]`)?.focus({ preventScroll: true });
  }

  function tell(text) {
    let note = document.querySelector(".wd-lost");
    if (!text) { note?.remove(); return; }
    if (!note) {
      note = document.createElement("div");
      note.className = "wd-lost";
      note.setAttribute("role", "status");
      document.querySelector("main").prepend(note);
    }
    note.textContent = text;
  }

  // While it runs, a second of now is `speed` seconds of then. The clock waits for the picture, so that both tell the same moment.
  async function tick() {
    if (!running) return;
    const began = performance.now();
    const before = now, next = Math.min(ends, now + speed);
    const passed = moments.some((at) => at > before && at <= next);
    if (passed || Math.floor(before / 60) !== Math.floor(next / 60)) {
      if (!(await ask(next)) || !running) return;
    }
    if (now !== before) { timer = setTimeout(tick, 1000); return; }  // somebody went elsewhere meanwhile
    now = next;
    paint();
    if (now >= ends) rest();
    else timer = setTimeout(tick, Math.max(0, 1000 - (performance.now() - began)));
  }

  function rest() {
    running = false;
    clearTimeout(timer);
    history.replaceState(null, "", address(now));
    paint();
    said.textContent = shown(now);
  }

  function go() {
    if (now >= ends) { now = begins; ask(now); }
    running = true;
    paint();
    timer = setTimeout(tick, 1000);
  }

  function jump(second) {
    if (second === undefined) return;
    now = Math.max(begins, Math.min(ends, second));
    paint();
    said.textContent = running ? "" : shown(now);
    history.replaceState(null, "", address(now));
    ask(now);
  }

  const toggle = () => (running ? rest() : go());
  run.addEventListener("click", toggle);
  range.addEventListener("input", () => jump(Number(range.value)));
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const step = event.target.closest?.("[data-wall-step]"), fast = event.target.closest?.("[data-wall-at-speed]");
    if (!step && !fast) return;
    event.preventDefault();
    if (step) jump(beside(Number(step.dataset.wallStep)));
    else { speed = Number(fast.dataset.wallAtSpeed); paint(); history.replaceState(null, "", address(now)); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(busy)) return;
    if (event.key === " ") {
      if (event.target.closest?.("button, summary")) return;  // its own key
      event.preventDefault();
      toggle();
    } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      event.preventDefault();
      jump(beside(event.key === "ArrowLeft" ? -1 : 1));
    }
  });

  range.min = begins;
  range.max = ends;
  run.hidden = range.hidden = one("keys").hidden = false;
  const ticks = one("ticks");
  for (const at of moments) {
    const mark = document.createElement("i");
    mark.style.setProperty("left", `${ends > begins ? (100 * (at - begins)) / (ends - begins) : 0}%`);
    ticks.append(mark);
  }
  document.documentElement.classList.toggle("still", still.matches);
  paint();
}

const live = document.querySelector("[data-wall-replay]");
if (live) start(live);
