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
  const key = KEEP + keeping.dataset.keep, fields = [...keeping.elements].filter((field) => field.name && !["hidden", "file", "password"].includes(field.type));
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
