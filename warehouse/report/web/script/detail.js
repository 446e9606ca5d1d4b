// One project: opened by its address (#project=...), closed by Escape; the focus goes back to where it was.

const dialog = find("detail");
let cameFrom = null;

const named = () => {
  const found = /^#project=(.+)$/.exec(location.hash);
  if (!found) return null;
  try {
    return decodeURIComponent(found[1]);
  } catch {
    return found[1];
  }
};

async function follow() {
  const id = named();
  if (id === null) {
    if (dialog.open) dialog.close();
    return;
  }
  if (!index) return;
  if (!dialog.open) cameFrom = document.activeElement === document.body ? null : document.activeElement;
  const at = index.at.get(id);
  fill(dialog, closing(), h("h2", { id: "detail-title", tabindex: "-1" }, at === undefined ? "No such project" : told(index.title[at])));
  if (!dialog.open) dialog.showModal();
  find("detail-title").focus();
  dialog.scrollTop = 0;
  if (at === undefined) {
    dialog.append(h("p", {}, "This page holds no project ", told(id), "."));
    return;
  }
  const known = await details(at);
  if (named() === id) fillDetail(at, known);
}

const closing = () => h("form", { method: "dialog", class: "closing" }, h("button", { class: "close", "aria-label": "Close (Escape)" }, "Close"));

dialog.addEventListener("close", () => {
  if (named() !== null) history.replaceState(null, "", "#projects");
  const back = cameFrom?.isConnected ? cameFrom : find("words");
  cameFrom = null;
  back?.focus();
});
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});
window.addEventListener("hashchange", follow);

function fillDetail(at, known) {
  const marks = [index.fund_code[at], index.is_listed[at] ? null : "no longer listed", index.is_counted[at] ? null : "repeats another registry, in no sum", known.is_provisional_code ? "code made by us" : null].filter(Boolean);
  const figure = (term, value, note) => h("div", {}, h("dt", {}, term), h("dd", {}, value, note && h("small", {}, note)));
  const euro = (name) => (index.currency[at] === "EUR" || index[`${name}_eur`][at] === null ? null : `€\u00a0${number(index[`${name}_eur`][at])}`);
  const money_ = (name) => (index[`${name}_amount`][at] === null ? "not stated" : `${index.currency[at]}\u00a0${amount(index[`${name}_amount`][at])}`);
  const rate = known.values.find(([field]) => field === "eu_cofinancing_rate_pct");
  // the title stays where it is, since it has the focus
  find("detail-title").before(h("p", { class: "kicker" }, told(registryTitle(index.registry[at])), " · ", told(index.project_code[at])));
  build(dialog, {}, [
    h("p", { class: "marks" }, marks.map((words) => h("span", {}, words))),
    h("p", { class: "lede" }, told(index.beneficiary_name[at] ?? "No owner stated")),
    h("dl", { class: "key-figures small" }, figure("Period", period(day(index.start_on[at], index.start_precision[at]), day(index.end_on[at], index.end_precision[at]))),
      figure("Region", told(index.region_code[at] === "unallocated" ? "Unallocated" : regionName(index.region_code[at])), index.region_code[at] === "unallocated" ? told(index.region_name_raw[at] ?? "") : index.region_code[at]),
      AMOUNTS.map((name) => figure(MEASURES[name].name, money_(name), euro(name))), figure("Union rate, stated", rate ? told(`${rate[1].slice(0, 12)}\u00a0%`) : "not stated")),
    changesOf(known), conflictsOf(known), valuesOf(known), fundingOf(known), peopleOf(known), elsewhere(known), evidenceOf(at, known),
  ]);
}
