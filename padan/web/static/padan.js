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
/* A form that keeps what was typed on this device until it is sent: a lost connection loses nothing. */
const KEEP = "padan:keep:";
const keeping = document.querySelector("form[data-keep]");
const kept = (key) => { try { return JSON.parse(localStorage.getItem(key)) || {}; } catch { return {}; } };
const forget = () => Object.keys(localStorage).filter((key) => key.startsWith(KEEP)).forEach((key) => localStorage.removeItem(key));
/* Nothing stays after signing out; a session that ran out leads to /masuk/?next=… and keeps what its owner typed. */
if (location.pathname === "/masuk/" && !new URLSearchParams(location.search).has("next")) forget();
addEventListener("submit", (event) => { if (new URL(event.target.action, location).pathname === "/keluar/") forget(); });
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
  const key = "padan:taps:" + tapping.dataset.taps, note = document.querySelector("[data-offline]");
  const waiting = () => { try { return JSON.parse(localStorage.getItem(key)) || []; } catch { return []; } };
  let sending = false;
  const send = async () => {
    const taps = waiting();
    if (sending || !taps.length) return;
    sending = true;
    const body = new FormData();
    body.set("csrfmiddlewaretoken", tapping.elements.csrfmiddlewaretoken.value);
    taps.forEach((tap) => body.append("tap", tap));
    let arrived = false;
    try {
      const answer = await fetch(location.pathname, { method: "POST", body });
      arrived = !answer.redirected && [200, 400, 422].includes(answer.status);
      if (answer.status === 422 && note) { note.querySelector("p").textContent = (await answer.json()).said; note.hidden = false; }
      else if (note) note.hidden = arrived;
    } catch { if (note) note.hidden = false; }
    const left = waiting().filter((tap) => !arrived || !taps.includes(tap));
    if (left.length) localStorage.setItem(key, JSON.stringify(left)); else localStorage.removeItem(key);
    sending = false;
    if (arrived && left.length) send();
  };
  tapping.addEventListener("change", (event) => {
    const tap = [crypto.randomUUID(), event.target.name.slice(2), tapping.dataset.day, event.target.value, new Date().toISOString()].join("|");
    localStorage.setItem(key, JSON.stringify([...waiting(), tap]));
    send();
  });
  addEventListener("online", send);
  send();
}
