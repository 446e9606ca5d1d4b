// The list of what was found: fifty at a time.

function showFound() {
  foundNow = look();
  const part = data.n_shown < data.publication.n_projects ? ` Of ${number(data.publication.n_projects)} projects this page holds the ${number(data.n_shown)} that changed last.` : "";
  fill(find("found"), foundNow.length ? `${plural(foundNow.length, "project")} of ${number(index.size)}.${part}` : `No project fits. Fewer words, or “Any” in the filters, find more.${part}`);
  fill(find("results"), foundNow.slice(0, asked.shown).map(resultOf));
  showMore();
}

function showMore() {
  const left = foundNow.length - asked.shown;
  const buttons = [];
  if (left > 0) buttons.push(h("button", { type: "button", click: () => {
    const from = asked.shown;
    asked.shown += PAGE_SIZE;
    find("results").append(...foundNow.slice(from, asked.shown).map(resultOf));
    showMore();
    find("results").children[from].querySelector("a").focus();
  } }, `Show ${number(Math.min(PAGE_SIZE, left))} more`));
  if (foundNow.length) buttons.push(h("button", { type: "button", class: "quiet", click: saveTable }, `Save these ${number(foundNow.length)} as CSV`));
  fill(find("more"), ...buttons);
}

function resultOf(at) {
  const marks = [!index.is_listed[at] && "no longer listed", !index.is_counted[at] && "repeats another registry", index.n_versions[at] > 1 && "changed", index.issue_count[at] > 0 && plural(index.issue_count[at], "issue")].filter(Boolean);
  const named = [["support", "Support"], ["total_cost", "Total cost"], ["eu", "Union amount"]].find(([name]) => index[`${name}_amount`][at] !== null);
  return h("li", {}, h("div", { class: "what" }, h("a", { href: `#project=${encodeURIComponent(index.project_id[at])}` }, told(index.title[at])),
    h("p", {}, told(index.beneficiary_name[at] ?? "No owner stated")), marks.length > 0 && h("p", { class: "marks" }, marks.map((words) => h("span", {}, words)))),
  h("dl", {}, h("div", {}, h("dt", {}, "Fund"), h("dd", {}, index.fund_code[at] ?? "–")),
    h("div", {}, h("dt", {}, "Region"), h("dd", {}, told(index.region_code[at] === "unallocated" ? index.region_name_raw[at] ?? "–" : regionName(index.region_code[at])))),
    h("div", {}, h("dt", {}, "Period"), h("dd", {}, period(day(index.start_on[at], index.start_precision[at]), day(index.end_on[at], index.end_precision[at])))),
    h("div", { class: "amount" }, h("dt", {}, named ? named[1] : "Amount"), h("dd", {}, named ? money(index.currency[at] ?? "", index[`${named[0]}_amount`][at]) : "not stated"))),
  h("p", { class: "origin" }, told(index.project_code[at]), " · ", told(registryTitle(index.registry[at]))));
}

const SAVED = ["project_id", "registry", "project_code", "title", "beneficiary_name", "fund_code", "programme_cci", "country_code", "region_code", "start_on", "start_precision", "end_on", "end_precision",
  "total_cost_amount", "support_amount", "eu_amount", "currency", "total_cost_eur", "support_eur", "eu_eur", "is_counted", "is_listed"];

// A cell of a spreadsheet: no formula, whatever it begins with.
function cell(value) {
  if (value === null || value === undefined) return "";
  const words = typeof value === "string" && /^[\s]*[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\n\r]/.test(words) ? `"${words.replaceAll('"', '""')}"` : words;
}

function saveTable() {
  const lines = [SAVED.join(","), ...foundNow.map((at) => SAVED.map((name) => cell(index[name][at])).join(","))];
  const address = URL.createObjectURL(new Blob([`\ufeff${lines.join("\r\n")}\r\n`], { type: "text/csv" }));
  const link = h("a", { href: address, download: `${data.publication.is_sample ? "sample-" : ""}projects-${today}.csv` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
