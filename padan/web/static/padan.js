/* Small comforts. Every page works without this file. */
addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  document.querySelectorAll("details.menu[open]").forEach((menu) => menu.contains(event.target) || menu.removeAttribute("open"));
  if (!button) return;
  if (button.dataset.do === "print") print();
  if (button.dataset.do === "copy") {
    navigator.clipboard.writeText(location.href).then(() => { button.querySelector("span").textContent = button.dataset.done; });
  }
});
addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.removeAttribute("open"); menu.querySelector("summary").focus(); });
});
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.querySelectorAll("[data-failed]").forEach((note) => { note.hidden = false; });
});
document.querySelectorAll("[data-do]").forEach((button) => { button.hidden = false; });
/* A piece that asks for itself again says when the house does not answer; the next answer takes its place. What is gone shows its own page and asks no more. */
["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach((name) => document.addEventListener(name, (event) => {
  if ([403, 404, 410].includes(event.detail.xhr.status) && event.target.closest("[hx-trigger^=every]")) location.reload();
  else document.querySelectorAll("[data-lost]").forEach((note) => { note.hidden = false; });
}));
/* A form that keeps what was typed on this device until it is sent: a lost connection loses nothing. */
const KEEP = "padan:keep:";
const keeping = document.querySelector("form[data-keep]");
const kept = (key) => { try { return JSON.parse(localStorage.getItem(key)) || {}; } catch { return {}; } };
const forget = () => Object.keys(localStorage).filter((key) => key.startsWith(KEEP)).forEach((key) => localStorage.removeItem(key));
/* Nothing stays after signing out; a session that ran out leads to /masuk/?next=… and keeps what its owner typed. Marks of a class that were not sent are asked about first. */
const TAPS = KEEP + "hadir:";
const unsent = () => Object.keys(localStorage).some((key) => key.startsWith(TAPS));
if (location.pathname === "/masuk/" && !new URLSearchParams(location.search).has("next")) forget();
addEventListener("submit", (event) => {
  if (new URL(event.target.action, location).pathname !== "/keluar/" || !navigator.onLine) return;
  const ask = event.target.dataset.unsent;
  if (ask && unsent() && !confirm(ask)) event.preventDefault(); else forget();
});
Object.keys(localStorage).filter((key) => key.startsWith(KEEP) && (!keeping || key !== KEEP + keeping.dataset.keep) && kept(key).sent).forEach((key) => localStorage.removeItem(key));
if (keeping) {
  const key = KEEP + keeping.dataset.keep, fields = [...keeping.elements].filter((field) => field.name && !["hidden", "file", "password", "submit"].includes(field.type));
  const before = kept(key);
  fields.forEach((field) => { if (!field.value && before.fields && before.fields[field.name]) field.value = before.fields[field.name]; });
  keeping.addEventListener("input", () => localStorage.setItem(key, JSON.stringify({ fields: Object.fromEntries(fields.map((field) => [field.name, field.value])) })));
  keeping.addEventListener("submit", (event) => {
    const note = document.querySelector("[data-offline]");
    if (!navigator.onLine) { event.preventDefault(); if (note) { note.hidden = false; note.scrollIntoView(); } return; }
    localStorage.setItem(key, JSON.stringify({ ...kept(key), sent: true }));
  });
  addEventListener("online", () => { const note = document.querySelector("[data-offline]"); if (note) note.hidden = true; });
}
/* Attendance: a tap stays on this device until the house has it. Numbers and marks alone, never a name; each has a key, so twice sent is one. */
const tapping = document.querySelector("form[data-taps]");
if (tapping) {
  const key = TAPS + tapping.dataset.taps, note = document.querySelector("[data-offline]"), said = note && note.querySelector("p"), offline = said && said.textContent;
  const waiting = () => { try { return JSON.parse(localStorage.getItem(key)) || []; } catch { return []; } };
  let sending = false, most = 200;  // one request carries no more than the house takes
  const send = async () => {
    const all = waiting(), taps = all.slice(0, most);
    if (sending || !taps.length) return;
    sending = true;
    const body = new FormData();
    body.set("csrfmiddlewaretoken", tapping.elements.csrfmiddlewaretoken.value);
    taps.forEach((tap) => body.append("tap", tap));
    let arrived = false, again = false;
    try {
      const answer = await fetch(location.pathname, { method: "POST", body });
      const refused = !answer.redirected && [400, 422].includes(answer.status);
      again = refused && taps.length > 1;  // one of them is wrong: each goes alone, and only that one is given up
      arrived = !again && !answer.redirected && (refused || answer.status === 200);
      if (again) most = 1;
      else if (note && answer.status === 422) { said.textContent = (await answer.json()).said; note.hidden = false; }
      else if (note && !arrived) { said.textContent = offline; note.hidden = false; }
      else if (note && said.textContent === offline) note.hidden = true;
    } catch { if (note) { said.textContent = offline; note.hidden = false; } }
    const left = waiting().filter((tap) => !arrived || !taps.includes(tap));
    if (left.length) localStorage.setItem(key, JSON.stringify(left)); else localStorage.removeItem(key);
    sending = false;
    if ((arrived || again) && left.length) send();
  };
  tapping.addEventListener("change", (event) => {
    const tap = [crypto.randomUUID(), event.target.name.slice(2), tapping.dataset.day, event.target.value, new Date().toISOString()].join("|");
    localStorage.setItem(key, JSON.stringify([...waiting(), tap]));
    send();
  });
  addEventListener("online", send);
  send();
}
