/* The signing board climbs as it hears of signatures. Without this file the page loads itself again every ten seconds. */
const stage = document.querySelector("[data-stream]");
const part = (name) => stage.querySelector(`[data-${name}]`);
const value = Number(stage.dataset.value);
let before = Number(stage.dataset.before);
let lost;

function show(number) {
  part("number").textContent = number;
  if (!part("new")) return;
  part("new").textContent = number - before;
  part("left").textContent = Math.max(0, value - number);
  part("squares")?.querySelectorAll("i").forEach((square, at) => { square.className = at < before ? "o" : at < number ? "w" : ""; });
}

function add(number, name) {
  const row = document.createElement("li");
  const count = document.createElement("span");
  count.textContent = number;
  row.append(count, name);
  part("today").append(row);
  row.scrollIntoView({ block: "nearest" });
}

function last() {
  return Number(part("today").lastElementChild?.firstElementChild.textContent ?? before);
}

const source = new EventSource(stage.dataset.stream);
source.addEventListener("signed", (event) => {
  const { number, name } = JSON.parse(event.data);
  if (number <= last()) return;
  add(number, name);
  show(number);
});
source.addEventListener("state", (event) => {
  const told = JSON.parse(event.data);
  const same = told.before === before && last() === before + told.today.length;
  before = told.before;
  if (!same) {
    part("today").replaceChildren();
    told.today.forEach((name, at) => add(before + at + 1, name));
  }
  show(before + told.today.length);
});
source.onopen = () => {
  clearTimeout(lost);
  lost = undefined;
  part("lost").hidden = true;
};
source.onerror = () => {
  lost ??= setTimeout(() => { part("lost").hidden = false; }, 3000);
  if (source.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 10000);
};
