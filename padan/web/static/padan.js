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
