// Key figures, and the sums of each fund with all three amounts side by side.

function drawFunds() {
  const funds = [...sums(data.cubes.year, "fund_code")].sort((a, b) => b[1].n - a[1].n || (a[0] < b[0] ? -1 : 1));
  const [total = nothing()] = sums(data.cubes.year, () => "all").values();
  const figure = (term, value, note) => h("div", {}, h("dt", {}, term), h("dd", {}, value, note && h("small", {}, note)));
  fill(find("key-figures"), 
    figure("Projects", number(total.n), "counted once"),
    ...AMOUNTS.map((name) => figure(MEASURES[name].name, total[name].known ? `€\u00a0${rough(total[name].cents / 100)}` : "–", statedBy(total[name], total.n))));
  const peak = Math.max(1, ...funds.map(([, sum]) => sum.n));
  const line = (heading, sum, isTotal) => h("tr", {}, h("th", { scope: "row" }, heading), isTotal ? h("td", { class: "count" }, number(sum.n)) : countCell(sum.n, peak), AMOUNTS.map((name) => amountCell(sum[name], sum.n)));
  fill(find("fund-table"), frame("Funds", h("table", { class: "sums funds" },
    h("caption", {}, "Funds ", h("span", { class: "quietly" }, "Amounts in euro; below each, how many projects state it.")),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Fund"), h("th", { scope: "col", class: "count" }, "Projects"), AMOUNTS.map((name) => h("th", { scope: "col", class: "amount" }, `${MEASURES[name].name}, €`)))),
    h("tbody", {}, funds.map(([code, sum]) => line([fundName(code), " ", h("small", {}, data.fund_titles[code] ?? "")], sum))),
    h("tfoot", {}, line("All, counted once", total, true)))), repeated());
}

function repeated() {
  const others = data.registry.filter((registry) => !registry.is_counted && registry.n_projects);
  if (!others.length) return "";
  const n = others.reduce((sum, registry) => sum + registry.n_projects, 0);
  return h("p", { class: "note" }, `Not in any sum: ${plural(n, "project")} of registries that repeat what others publish (`,
    others.map((registry, position) => [position ? ", " : "", told(registry.title)]), ").");
}
