// The end of a session: said two minutes before, in every tab, so that nobody loses what they are typing.

const WARN = 120;  // seconds
const SHARED = "pilin-session-ends";  // one press in any tab counts for all

/** Show when the session ends, and offer to go on; what is typed is a draft already. */
export function idle() {
  const bar = document.getElementById("idle");
  if (!bar) return;
  const [asking, over] = [bar.querySelector("[data-idle-asking]"), bar.querySelector("[data-idle-over]")];
  const clock = (at) => new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });
  let ends = Date.now() + Number(bar.dataset.idle) * 1000;
  let timer;

  const share = () => { try { localStorage.setItem(SHARED, String(ends)); } catch { /* private windows keep nothing */ } };
  const show = () => {
    clearTimeout(timer);
    const left = ends - Date.now();
    bar.hidden = left > WARN * 1000;
    asking.hidden = left <= 0;
    over.hidden = left > 0;
    bar.querySelector("[data-idle-at]").textContent = clock(ends);
    if (left > 0) timer = setTimeout(show, left > WARN * 1000 ? Math.min(left - WARN * 1000, 2 ** 30) : Math.max(left, 200));
  };
  const ask = async () => {
    try {
      const answer = await fetch(bar.dataset.here, { headers: { Accept: "application/json" } });
      const { left } = await answer.json();
      ends = Date.now() + (left ?? 0) * 1000;
    } catch { return; }  // no network: the bar stays, and so does the page
    share();
    show();
  };

  bar.querySelector("[data-idle-stay]").addEventListener("click", ask);
  addEventListener("storage", (event) => { if (event.key === SHARED && Number(event.newValue) > ends) { ends = Number(event.newValue); show(); } });
  document.addEventListener("visibilitychange", show);  // a laptop that slept wakes with the truth
  document.addEventListener("htmx:after:swap", () => { ends = Math.max(ends, Date.now() + Number(bar.dataset.idle) * 1000); share(); show(); });
  share();
  show();
}
