// The clock of a drill: it goes on from what the server said, so that a telephone whose own clock is wrong shows the right time.

const began = new WeakMap();

/** Write seconds as minutes and seconds, with hours where there are any. */
function clock(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes, left] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return hours ? `${hours}:${two(minutes)}:${two(left)}` : `${minutes}:${two(left)}`;
}

function tick() {
  for (const face of document.querySelectorAll("[data-drill-clock]")) {
    if (!began.has(face)) began.set(face, performance.now());
    const since = Math.floor((performance.now() - began.get(face)) / 1000);
    face.textContent = clock(Number(face.dataset.drillClock) + since);
  }
}

tick();
setInterval(tick, 1000);
