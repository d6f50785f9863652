/* Visits on a poor connection: what is typed stays on this device, several visits wait in a list, each is sent once. */
const page = document.querySelector("form[data-visits]");
const place = `padan:keep:kunjungan:${page.dataset.visits}`;
const waiting = document.querySelector("[data-waiting]"), blank = document.querySelector("template[data-visit]");
const notes = Object.fromEntries([...document.querySelectorAll("[data-note]")].map((note) => [note.dataset.note, note]));
const typed = [...page.elements].filter((field) => field.name && !["csrfmiddlewaretoken", "ref"].includes(field.name));
const first = Object.fromEntries(typed.map((field) => [field.name, field.type === "checkbox" ? "" : field.defaultValue || field.value]));
Object.keys(localStorage).filter((key) => key.startsWith("padan:keep:kunjungan:") && key !== place).forEach((key) => localStorage.removeItem(key));
let kept;
try { kept = JSON.parse(localStorage.getItem(place)) || {}; } catch { kept = {}; }
kept = { draft: kept.draft || null, list: kept.list || [] };
const fresh = () => (crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random().toString(16).slice(2)}`);
const write = () => (kept.draft || kept.list.length ? localStorage.setItem(place, JSON.stringify(kept)) : localStorage.removeItem(place));
const read = () => ({ ref: page.elements.ref.value, ...Object.fromEntries(typed.map((field) => [field.name, field.type === "checkbox" ? (field.checked ? "on" : "") : field.value])) });
const fill = (told) => {
  page.elements.ref.value = told.ref || fresh();
  typed.forEach((field) => { if (field.type === "checkbox") field.checked = told[field.name] === "on"; else field.value = told[field.name] ?? ""; });
};
const say = (name, words = "") => {
  Object.values(notes).forEach((note) => { note.hidden = true; });
  if (!name) return;
  if (words) notes[name].querySelector("p").textContent = words;
  notes[name].hidden = false;
  notes[name].scrollIntoView({ block: "nearest" });
};
const draw = () => {
  waiting.querySelector("ul").replaceChildren(...kept.list.map((told, at) => {
    const row = blank.content.cloneNode(true);
    row.querySelector("strong").textContent = told.company || "–";
    row.querySelector("p").textContent = told.words.slice(0, 90);
    row.querySelector("[data-open]").addEventListener("click", () => { kept.list.splice(at, 1); const now = read(); if (now.words || now.company) kept.list.push(now); fill(told); kept.draft = told; write(); draw(); page.elements.company.focus(); });
    row.querySelector("[data-drop]").addEventListener("click", () => { kept.list.splice(at, 1); write(); draw(); });
    return row;
  }));
  waiting.hidden = !kept.list.length;
};
const send = async (told) => {
  const body = new URLSearchParams({ ...told, csrfmiddlewaretoken: page.elements.csrfmiddlewaretoken.value });
  try {
    const answer = await fetch(page.action, { method: "POST", body, redirect: "manual", headers: { Accept: "application/json" } });
    if (answer.ok || answer.status === 422) return { ok: answer.ok, ...(await answer.json()) };
    return { ok: false, signed_out: answer.type === "opaqueredirect" || answer.status === 403 };
  } catch { return { ok: false, offline: true }; }
};
const next = () => { kept.draft = null; fill({ ...first, said_by: "", ref: fresh() }); write(); };
page.addEventListener("input", () => { kept.draft = read(); write(); });
page.addEventListener("submit", async (event) => {
  event.preventDefault();
  const told = read(), answer = await send(told);
  if (answer.ok) { next(); say("sent", answer.said); return; }
  if (answer.errors) { say("refused", answer.errors.join(" ")); return; }
  kept.list.push(told); next(); draw(); say(answer.offline ? "offline" : "signed-out");
});
document.querySelector("[data-later]").addEventListener("click", () => { kept.list.push(read()); next(); draw(); say("later"); });
waiting.querySelector("[data-all]").addEventListener("click", async () => {
  let said = "";
  for (const told of [...kept.list]) {
    const answer = await send(told);
    if (!answer.ok) { say(answer.errors ? "refused" : answer.offline ? "offline" : "signed-out", answer.errors ? `${told.company}: ${answer.errors.join(" ")}` : ""); draw(); return; }
    kept.list = kept.list.filter((one) => one.ref !== told.ref);
    write(); said = answer.said;
  }
  draw(); say("sent", said);
});
document.querySelectorAll("[data-scripted]").forEach((part) => { part.hidden = false; });
page.elements.ref.value = fresh();
if (kept.draft) fill(kept.draft);
draw();
