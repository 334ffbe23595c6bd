// A past event runs again: its clock moves, what had not happened yet stays hidden. It only reads; Space pauses.

const ZONE = "Asia/Shanghai";
const shown = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE, month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" });

function start(root) {
  const clock = root.querySelector("[data-replay-clock]");
  const range = root.querySelector("[data-replay-range]");
  const speed = root.querySelector("[data-replay-speed]");
  const run = root.querySelector("[data-replay-run]");
  const begins = Number(root.dataset.begins);
  const ends = Number(root.dataset.ends);
  let now = Number(root.dataset.now);
  let last = null;

  function paint() {
    clock.textContent = shown.format(now * 1000);
    range.value = now;
    range.setAttribute("aria-valuetext", clock.textContent);
    const newest = {};
    for (const cell of root.querySelectorAll("[data-replay-at]")) {
      const past = Number(cell.dataset.replayAt) <= now;
      cell.classList.toggle("to-come", !past);
      const entry = past && cell.querySelector("[data-replay-kind]");
      if (entry) newest[`${entry.dataset.replaySide} ${entry.dataset.replayKind}`] = entry.querySelector(".w").textContent.trim();
    }
    for (const bank of root.querySelectorAll("[data-replay-bank]")) {
      for (const line of bank.querySelectorAll("[data-replay-now]")) {
        line.textContent = newest[`${bank.dataset.replayBank} ${line.dataset.replayNow}`] ?? "—";
      }
    }
  }

  function step(time) {
    if (last === null) return;
    now = Math.min(ends, now + ((time - last) / 1000) * Number(speed.value));
    last = time;
    paint();
    if (now >= ends) rest();
    else requestAnimationFrame(step);
  }

  function rest() {
    last = null;
    run.textContent = run.dataset.rests;
    run.setAttribute("aria-pressed", "false");
  }

  function go() {
    if (now >= ends) now = begins;
    last = performance.now();
    run.textContent = run.dataset.runs;
    run.setAttribute("aria-pressed", "true");
    requestAnimationFrame(step);
  }

  const toggle = () => (last === null ? go() : rest());
  run.addEventListener("click", toggle);
  range.addEventListener("input", () => {
    now = Number(range.value);
    paint();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== " " || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.("a, button, input:not([type=range]), textarea, select, summary")) return;
    event.preventDefault();
    toggle();
  });
  paint();
}

for (const root of document.querySelectorAll("[data-watch-replay]")) start(root);
