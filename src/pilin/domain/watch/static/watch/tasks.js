// The figure keys 1 to 9 go to a task: they move there and press nothing, so that no bare key does a deed.

const busy = "input, textarea, select, [contenteditable]";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(busy)) return;
  const button = /^[1-9]$/.test(event.key) && document.querySelector(`[data-watch-task="${event.key}"]`);
  if (!button) return;
  event.preventDefault();
  button.focus();
  button.scrollIntoView({ block: "nearest" });
});
