// What is said of a mark when the pointer is over it or the keyboard on it. The same words are the mark's name for those who do not see it.

const tip = find("tip");
let tipOwner = null;
let tipLeaving = 0;

function showTip(mark, lines) {
  clearTimeout(tipLeaving);
  tipOwner = mark;
  fill(tip, ...lines.map((line, position) => h(position ? "p" : "strong", {}, line)));
  tip.hidden = false;
  const at = mark.getBoundingClientRect();
  const size = tip.getBoundingClientRect();
  const left = Math.max(8, Math.min(document.documentElement.clientWidth - size.width - 8, at.left + at.width / 2 - size.width / 2));
  const top = at.top - size.height - 10 < 8 ? at.bottom + 10 : at.top - size.height - 10;
  tip.style.setProperty("left", `${left + window.scrollX}px`);
  tip.style.setProperty("top", `${top + window.scrollY}px`);
}

function hideTip() {
  tip.hidden = true;
  tipOwner = null;
}

const leaveTip = () => { tipLeaving = setTimeout(hideTip, 120); };

function explained(mark, lines) {
  mark.addEventListener("pointerenter", () => showTip(mark, lines()));
  mark.addEventListener("pointerleave", leaveTip);
  mark.addEventListener("focus", () => showTip(mark, lines()));
  mark.addEventListener("blur", hideTip);
}

tip.addEventListener("pointerenter", () => clearTimeout(tipLeaving));
tip.addEventListener("pointerleave", leaveTip);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && tipOwner) hideTip();
});
