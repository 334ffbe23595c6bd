// Forms: dialogs, signing words, drafts that keep themselves, dropped files, the summary of faults.

const word = (name, fallback) => document.getElementById("words")?.dataset[name] || fallback;

export function dialogs(root) {
  for (const opener of root.querySelectorAll("[data-open]")) {
    opener.addEventListener("click", (event) => {
      const dialog = document.getElementById(opener.dataset.open);
      if (dialog?.showModal) { event.preventDefault(); dialog.showModal(); }
    });
  }
  for (const dialog of root.querySelectorAll("dialog")) {
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
    });
    if (dialog.hasAttribute("data-show")) dialog.showModal();
  }
  for (const form of root.querySelectorAll("form[data-words]")) {
    const asked = form.dataset.words.split("|").map((words) => words.trim().toLowerCase());
    const field = form.querySelector("[data-words-field]");
    const button = form.querySelector("[data-words-button]");
    const wake = () => { button.disabled = !asked.includes(field.value.trim().toLowerCase()); };
    field.addEventListener("input", wake);
    wake();
  }
  for (const form of root.querySelectorAll("form[data-confirm]")) {
    form.addEventListener("submit", (event) => { if (!confirm(form.dataset.confirm)) event.preventDefault(); });
  }
}

/** What a passkey's own script could not do is said where the person looks. */
document.addEventListener("allauth.error", (event) => {
  const told = document.querySelector("[data-passkey-told]");
  if (told) { told.hidden = false; event.preventDefault(); }
});

export function summaries(root) {
  root.querySelector("form[method=post] [data-summary]")?.focus();
}

const csrf = (form) => form.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
const clock = (when) => when.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });

/** `<form data-draft="key">`: what is typed is kept with the person, a second after they pause; nothing is sent. */
export function drafts(root) {
  if (!word("signedIn")) return;
  for (const form of root.querySelectorAll("form[data-draft]")) {
    const address = `/me/drafts/${encodeURIComponent(form.dataset.draft)}/`;
    const told = form.querySelector(".draft-told") || form.appendChild(Object.assign(document.createElement("p"), { className: "draft-told" }));
    told.setAttribute("aria-live", "polite");
    const fields = () => [...form.elements].filter((f) => f.name && !/^(file|password|hidden|submit|button)$/.test(f.type));
    const values = () => fields().reduce((kept, f) => {
      if (/^(checkbox|radio)$/.test(f.type)) { if (f.checked) (kept[f.name] ||= []).push(f.value); else kept[f.name] ||= []; }
      else kept[f.name] = f.multiple ? [...f.selectedOptions].map((o) => o.value) : f.value;
      return kept;
    }, {});
    const fill = (kept) => {
      for (const f of fields()) {
        if (!(f.name in kept)) continue;
        const value = kept[f.name];
        if (/^(checkbox|radio)$/.test(f.type)) f.checked = [].concat(value).includes(f.value);
        else if (f.multiple) for (const o of f.options) o.selected = value.includes(o.value);
        else f.value = value;
      }
    };
    const untouched = JSON.stringify(values());
    fetch(address, { headers: { Accept: "application/json" } }).then((answer) => (answer.ok ? answer.json() : null)).then((kept) => {
      const body = kept?.body ?? kept?.data ?? null;
      if (!body || form.querySelector(".bad") || JSON.stringify(body) === untouched) return;
      told.textContent = `${word("draftFound", "A draft is kept")} ${kept.kept_at ? clock(new Date(kept.kept_at)) : ""}`;
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-quiet btn-sm", textContent: word("draftTake", "Take it up again") });
      button.addEventListener("click", () => { fill(body); button.remove(); });
      told.append(button);
    }).catch(() => {});
    form.addEventListener("submit", () => {  // sent: what was kept is no draft any more; turned down, it comes back in the page
      fetch(address, { method: "DELETE", keepalive: true, headers: { "X-CSRFToken": csrf(form) } }).catch(() => {});
    });
    let waiting;
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(async () => {
        try {
          const answer = await fetch(address, {
            method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": csrf(form) }, body: JSON.stringify(values()),
          });
          told.textContent = answer.ok ? `${word("draftKept", "Draft kept")} ${clock(new Date())}` : word("draftLost", "The draft could not be kept; what you typed is still here");
        } catch { told.textContent = word("draftLost", "The draft could not be kept; what you typed is still here"); }
      }, 1000);
    });
  }
}

export function drops(root) {
  for (const drop of root.querySelectorAll("[data-drop]")) {
    const input = drop.querySelector("input[type=file]");
    const told = drop.querySelector(".drop-told");
    if (!input) continue;
    const tell = () => {
      if (!told || !input.files.length) return;
      told.textContent = [...input.files].map((file) => `${file.name} · ${Math.max(1, Math.round(file.size / 1024)).toLocaleString("en")} kB`).join(" · ");
    };
    input.addEventListener("change", tell);
    for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
    for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer.files.length) { input.files = event.dataTransfer.files; tell(); input.dispatchEvent(new Event("change", { bubbles: true })); }
    });
  }
}

/** `<form data-fill>`: what was copied from a spreadsheet fills the cells from the one it is pasted in; arrows go up and down. */
export function fills(root) {
  for (const form of root.querySelectorAll("form[data-fill]")) {
    const rows = [...form.querySelectorAll("tr")].filter((row) => row.querySelector("td input"));
    const place = (input) => [rows.indexOf(input.closest("tr")), input.closest("td").cellIndex];
    const at = (row, cell) => rows[row]?.cells[cell]?.querySelector("input");
    form.addEventListener("paste", (event) => {
      const text = event.clipboardData.getData("text").replace(/\s+$/, "");
      if (!event.target.matches("td input") || !/[\t\n]/.test(text)) return;
      event.preventDefault();
      const [row, cell] = place(event.target);
      text.split(/\r?\n/).forEach((line, k) => line.split("\t").forEach((word, n) => {
        const input = at(row + k, cell + n);
        if (input) { input.value = word.trim(); input.dispatchEvent(new Event("input", { bubbles: true })); }
      }));
    });
    form.addEventListener("keydown", (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!step || !event.target.matches("td input")) return;
      const [row, cell] = place(event.target);
      const next = at(row + step, cell);
      if (next) { event.preventDefault(); next.focus(); next.select(); }
    });
  }
}

/** A line that goes by itself: for trifles only ("address copied"), never for a deed. */
export function toast(text) {
  const line = Object.assign(document.createElement("div"), { className: "toast", textContent: text });
  line.setAttribute("role", "status");
  document.body.append(line);
  setTimeout(() => line.remove(), 3000);
}
document.addEventListener("click", async (event) => {
  const copy = event.target.closest?.("[data-copy]");
  if (!copy) return;
  try { await navigator.clipboard.writeText(copy.dataset.copy); toast(word("copied", "Copied")); } catch { /* the text is there to be marked */ }
});
document.addEventListener("click", (event) => {
  const person = event.target.closest?.("[data-fill-login]");
  if (!person) return;
  const form = document.getElementById("sign-in");
  form.elements.login.value = person.dataset.fillLogin;
  form.elements.password.value = person.dataset.fillPassword;
  form.querySelector("[type=submit]").focus();
});
