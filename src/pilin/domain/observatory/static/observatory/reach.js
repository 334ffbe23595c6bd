// The hour on the map, and a bridge under the finger: what a link of so many minutes changes, reckoned here at each move.
// Times are whole thousandths of a minute, as the engine has them, so that both tell the same.

/** Times to every place if the link took so many minutes: min(old, o→a + m + b→p, o→b + m + a→p). */
export function applied(data, minutes) {
  const own = Math.round(minutes * 1000), { old, fromStart, fromEnd, toStart, toEnd, never, both } = data;
  const now = Int32Array.from(old);
  const over = (reached, onward) => {
    if (reached === never) return;
    for (let k = 0; k < now.length; k += 1) {
      if (onward[k] !== never) now[k] = Math.min(now[k], reached + own + onward[k]);
    }
  };
  over(toStart, fromEnd);
  if (both) over(toEnd, fromStart);
  return now;
}

/** What the change is by area, and which places come within the bound. */
export function tallied(data, now) {
  const { old, area, within, never, origin } = data;
  const areas = data.areas.map(() => ({ places: 0, before: 0, after: 0, winners: 0, opened: 0, won: 0, compared: 0 }));
  const gained = [];
  for (let k = 0; k < now.length; k += 1) {
    const one = areas[area[k]];
    one.places += 1;
    if (old[k] <= within) one.before += 1;
    if (now[k] <= within) one.after += 1;
    if (now[k] <= within && old[k] > within) gained.push(k);
    if (old[k] === never) one.opened += now[k] === never ? 0 : 1;
    else if (k !== origin) {
      one.compared += 1;
      one.won += old[k] - now[k];
      one.winners += now[k] < old[k] ? 1 : 0;
    }
  }
  gained.sort((a, b) => now[a] - now[b] || a - b);
  return { areas, gained };
}

const SHOWN = 12;
const AT_ONCE = 300;  // rows that follow each move; a longer list follows when the finger rests
const REST_MS = 120;
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const said = (cell, data, words) => (cell === data.never ? words.none : String(cell / 1000));

/** One dot of each look, drawn once a theme and size: thousands of circles a move are slow, thousands of stamps are not. */
function dotted(big, ratio, colours) {
  const { jade, ink, paper, caution } = colours;
  const looks = {
    none: { r: big / 2, fill: ink },
    beyond: { r: big, fill: paper, stroke: ink, line: 2 },
    half: { r: big, fill: jade, alpha: 0.65, stroke: paper, line: 1 },
    near: { r: big, fill: jade, stroke: paper, line: 1 },
    gained: { r: big + 2, fill: jade, stroke: caution, line: 3 },
  };
  return Object.fromEntries(Object.entries(looks).map(([kind, { r, fill, stroke, line = 0, alpha = 1 }]) => {
    const half = Math.ceil(r + line / 2 + 1), dot = document.createElement("canvas");
    dot.width = dot.height = half * 2 * ratio;
    const pen = dot.getContext("2d");
    pen.scale(ratio, ratio);
    pen.arc(half, half, r, 0, 7);
    pen.fillStyle = fill; pen.globalAlpha = alpha; pen.fill(); pen.globalAlpha = 1;
    if (stroke) { pen.strokeStyle = stroke; pen.lineWidth = line; pen.stroke(); }
    return [kind, { dot, half }];
  }));
}

/** A sheet over the map: full within the bound, hollow beyond it, ringed where it came within, small where there is no way. */
function painter(box, data) {
  const sheet = document.createElement("canvas");
  sheet.className = "reach-sheet";
  sheet.setAttribute("aria-hidden", "true");
  let drawn = null, at = null, last = null, look = null, colours = null;
  const measured = () => {  // reading sizes and colours after a change of the page would lay it out in the middle of a move
    colours = { jade: token("--jade"), ink: token("--ink-3"), paper: token("--surface"), caution: token("--caution"), dark: token("--ink") };
    const ratio = devicePixelRatio || 1, width = box.clientWidth, height = box.clientHeight;
    sheet.width = width * ratio; sheet.height = height * ratio;
    look = { ratio, width, height, big: data.points.length > 300 ? 3 : 6 };
    look.dots = dotted(look.big, ratio, colours);
  };
  const paint = (now) => {
    last = now;
    if (!at) return;
    const { ratio, width, height, big, dots } = look, pen = sheet.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    const groups = { none: [], beyond: [], half: [], near: [], gained: [] };
    for (let k = 0; k < now.length; k += 1) {
      if (!drawn[k]) continue;
      const isIn = now[k] <= data.within;
      groups[now[k] === data.never ? "none" : !isIn ? "beyond" : data.old[k] > data.within ? "gained" : now[k] * 2 <= data.within ? "near" : "half"].push(drawn[k]);
    }
    for (const [kind, points] of Object.entries(groups)) {
      const { dot, half } = dots[kind], side = half * 2;
      for (const { x, y } of points) pen.drawImage(dot, x - half, y - half, side, side);
    }
    for (const [k, kind] of [[data.origin, "o"], [data.start, "b"], [data.end, "b"]]) {
      if (!drawn[k]) continue;
      pen.beginPath(); pen.arc(drawn[k].x, drawn[k].y, big + 5, 0, 7);
      pen.strokeStyle = colours.dark; pen.lineWidth = kind === "o" ? 2.5 : 1.5; pen.setLineDash(kind === "o" ? [] : [3, 3]); pen.stroke(); pen.setLineDash([]);
    }
    if (drawn[data.start] && drawn[data.end] && data.start !== data.end) {
      pen.beginPath(); pen.moveTo(drawn[data.start].x, drawn[data.start].y); pen.lineTo(drawn[data.end].x, drawn[data.end].y);
      pen.setLineDash([6, 4]); pen.lineWidth = 2.5; pen.strokeStyle = colours.caution; pen.stroke(); pen.setLineDash([]);
    }
  };
  const placed = () => { drawn = data.points.map((point) => point && at(point)); if (last) paint(last); };
  const take = ({ map, kind }) => {
    box.append(sheet);
    at = kind === "desk" ? ([lat, lon]) => map.project([lon, lat]) : ([lat, lon]) => map.latLngToContainerPoint([lat, lon]);
    map.on("move", placed);
    map.on("zoom", placed);
    map.on("resize", () => { measured(); placed(); });
    document.addEventListener("pilin:theme", () => { measured(); if (last) paint(last); });
    measured();
    placed();
    box.dataset.sheet = "yes";
  };
  if (box.pilinMap) take(box.pilinMap);
  else box.addEventListener("pilin:map", (event) => take(event.detail), { once: true });
  return paint;
}

function slid(page, data, paint) {
  const words = page.dataset, field = document.getElementById(words.minutes), bar = page.querySelector("[data-bar]");
  const areas = [...page.querySelectorAll("[data-area]")].map((row) => ({ row, k: data.areas.indexOf(row.dataset.area) }));
  const places = [...page.querySelectorAll("[data-place]")].map((row) => ({ row, k: data.codes.indexOf(row.dataset.place) }));
  const cell = (row, name) => row.querySelector(`[data-cell="${name}"]`);
  for (const one of [...areas, ...places]) one.cells = Object.fromEntries(["before", "after", "winners", "won", "inside"].map((name) => [name, cell(one.row, name)]));
  const list = page.querySelector("[data-gained]"), count = page.querySelector("[data-count]"), before = page.querySelector("[data-before]"), told = page.querySelector("[data-told]");
  const set = (node, text) => { if (node && node.textContent !== text) node.textContent = text; };
  const listed = (now, sums, minutes) => {
    for (const { row, k, cells } of areas) {
      const one = sums[k];
      set(cells.before, String(one.before));
      set(cells.after, String(one.after));
      set(cells.winners, String(one.winners));
      set(cells.won, one.compared ? (one.won / one.compared / 1000).toFixed(1) : "—");
      row.classList.toggle("reach-more", one.after > one.before);
    }
    for (const { row, k, cells } of places) {
      set(cells.after, said(now[k], data, words));
      set(cells.inside, now[k] <= data.within ? (data.old[k] > data.within ? words.came : words.inside) : words.outside);
      row.classList.toggle("reach-in", now[k] <= data.within);
    }
    page.dataset.listed = String(minutes);
  };
  let resting = 0;
  const step = () => {
    const minutes = Number.parseFloat(field.value);
    if (!(minutes >= 0.001 && minutes <= 600)) return;
    const now = applied(data, minutes), { areas: sums, gained } = tallied(data, now);
    clearTimeout(resting);
    if (places.length + areas.length <= AT_ONCE) listed(now, sums, minutes);
    else resting = setTimeout(listed, REST_MS, now, sums, minutes);
    const inside = sums.reduce((sum, one) => sum + one.after, 0);
    set(count, String(inside));
    set(before, String(sums.reduce((sum, one) => sum + one.before, 0)));
    set(told, words.told.replace("{n}", String(inside)).replace("{m}", field.value));
    if (list) {
      const named = gained.slice(0, SHOWN).map((k) => `${data.names[k]} ${said(now[k], data, words)}`);
      if (gained.length > SHOWN) named.push(`+${gained.length - SHOWN}`);
      list.replaceChildren(...(named.length ? named : [words.nobody]).map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    }
    for (const link of page.querySelectorAll("[data-with-minutes]")) {
      const address = new URL(link.href);
      address.searchParams.set("minutes", field.value);
      link.href = address.href;
    }
    paint(now);
    page.dataset.now = field.value;
  };
  bar.hidden = false;
  bar.value = field.value;
  bar.addEventListener("input", () => { field.value = bar.value; step(); });
  field.addEventListener("input", () => { bar.value = field.value; step(); });
  step();
}

for (const page of document.querySelectorAll("[data-reach]")) {
  const data = JSON.parse(document.getElementById("reach-data").textContent);
  const box = page.querySelector("[data-map]");
  const paint = box ? painter(box, data) : () => {};
  if (page.dataset.minutes) slid(page, data, paint);
  else paint(Int32Array.from(data.old));
}
