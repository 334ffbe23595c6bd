// Small behaviours. Every page reads and sends without them.
import { keys } from "./keys.js";
import { leaving, menus, strips, switches } from "./frame.js";
import { dialogs, drafts, drops, fills, summaries } from "./forms.js";
import { idle } from "./idle.js";

/** Give a part of the page its behaviours; called for the whole page, and again for what a filter put in its place. */
function enliven(root) {
  dialogs(root); strips(root); drafts(root); drops(root); fills(root); summaries(root);
  const has = (selector) => root.matches?.(selector) || root.querySelector(selector);
  if (has("[data-chart]")) import("./charts.js").then(({ charts }) => charts(root));
  if (has("[data-map]")) import("./maps.js").then(({ here, maps }) => { maps(root); here(root); });
}

keys();
menus();
switches();
idle();
leaving();
enliven(document.body);

// a filter swaps #main only: the focus stays on the chip or head that was pressed
let pressed = null;
let alive = document.getElementById("main");  // a part of it that is swapped leaves it alive: no second map, no second draft
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[hx-boost]");
  if (link) pressed = link.dataset.chip ? `[data-chip="${link.dataset.chip}"]` : link.className ? `.${link.className.split(" ")[0]}` : null;
  const text = link?.textContent;
  if (pressed) pressed = { selector: pressed, text };
}, true);
document.addEventListener("htmx:after:swap", () => {
  const main = document.getElementById("main");
  if (!main) return;
  if (main !== alive) enliven(alive = main);
  if (pressed) {
    const same = [...main.querySelectorAll(pressed.selector)].find((link) => link.textContent === pressed.text) || main.querySelector(pressed.selector);
    same?.focus({ preventScroll: true });
    pressed = null;
  }
});
