/* Taps on a weak line: what she says stays on this phone until the house has it, and is sent again by itself. Without this file every tap is a plain form. */
const root = document.querySelector("[data-telling]");
const place = `padan:keep:kabar:${root.dataset.telling}`;
const steps = [...root.querySelectorAll("[data-step]")];
const notes = Object.fromEntries([...root.querySelectorAll("[data-note]")].map((note) => [note.dataset.note, note]));
const token = root.querySelector("[name=csrfmiddlewaretoken]").value;
let told = {}, sending = null;
try { told = JSON.parse(localStorage.getItem(place)) || {}; } catch { told = {}; }
const waits = () => localStorage.getItem(place) !== null;
const show = (name) => {
  steps.forEach((step) => { step.hidden = step.dataset.step !== name; });
  scrollTo(0, 0);
  const head = steps.find((step) => !step.hidden)?.querySelector("h1");
  if (head) { head.tabIndex = -1; head.focus(); }
};
const say = (name, words = "") => {
  Object.values(notes).forEach((note) => { note.hidden = true; });
  if (!name) return;
  if (words) notes[name].querySelector("p").textContent = words;
  notes[name].hidden = false;
};
/* One sending at a time; it carries all that was said. True once the house has everything that waits. */
const send = async () => {
  if (sending) { await sending; return waits() ? send() : true; }
  const now = localStorage.getItem(place);
  if (now === null) return true;
  let kept = false;
  sending = (async () => {
    try {
      const body = new URLSearchParams({ ...JSON.parse(now), csrfmiddlewaretoken: token });
      const answer = await fetch(location.pathname, { method: "POST", body, redirect: "manual", headers: { Accept: "application/json" } });
      if (answer.ok) { kept = true; if (localStorage.getItem(place) === now) localStorage.removeItem(place); say(""); }
      else if (answer.status === 422) { localStorage.removeItem(place); say("refused", (await answer.json()).errors.join(" ")); }
      else if ([404, 410].includes(answer.status)) { localStorage.removeItem(place); location.reload(); }
      else say("offline");
    } catch { say("offline"); }
  })();
  await sending; sending = null;
  return kept && !waits();
};
const finish = async () => {
  show("kept");
  if (await send()) location.assign(location.pathname);
};
root.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-tell]");
  if (!form) return;
  event.preventDefault();
  const said = Object.fromEntries([...new FormData(form, event.submitter)].filter(([name, value]) => value && !["csrfmiddlewaretoken", "to", "do"].includes(name)));
  if (told.status && form.closest("[data-step]").dataset.step !== "1") delete said.status;
  if (said.status && said.status !== told.status) told = {};
  if (said.typed) delete told.where; else if (said.where) delete told.typed;
  told = { ...told, ...said };
  localStorage.setItem(place, JSON.stringify(told));
  const next = event.submitter?.dataset.next || form.dataset.next;
  if (next === "done") { finish(); return; }
  show(next === "2" ? `2-${told.status}` : next);
  send();
});
root.addEventListener("click", (event) => {
  const go = event.target.closest("[data-go]");
  if (!go) return;
  event.preventDefault();
  if (go.dataset.go === "done") finish(); else show(go.dataset.go);
});
addEventListener("online", async () => { if (waits() && await send() && !steps.find((step) => step.dataset.step === "kept").hidden) location.assign(location.pathname); });
if (waits()) send().then((all) => { if (all) location.assign(location.pathname); });
