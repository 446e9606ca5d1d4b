// Tables of sums: a row per thing, its bar, its amount with how many projects state it, and the sums as the pages print them.

function amountCell(part, total) {
  if (!part.n && !part.known) return h("td", { class: "amount none" }, "–", h("small", {}, `0 of ${number(total)}`));
  return h("td", { class: "amount" }, part.known ? number(part.cents / 100) : "–", h("small", { title: statedBy(part, total) },
    `${number(part.n)} of ${number(total)}${part.nEur < part.n ? ` (${number(part.nEur)} in €)` : ""}`));
}

function printedCell(part) {
  const lines = [...part.stated].sort().map(([currency, cents]) => h("span", {}, `${currency}\u00a0${number(cents / 100)}`));
  return h("td", { class: "printed" }, lines.length ? lines : "–");
}

function countCell(n, most) {
  return h("td", { class: "count" }, h("span", { class: "bar", vars: { "--share": String(most ? n / most : 0) } }), h("span", {}, number(n)));
}

// `rows` are [key, heading, sum]; the last rows and the total stay whatever is hidden.
function sumTable(caption, first, rows, { last = [], total, most = 12, words, note, rowAttributes = () => ({}) }) {
  const named = shownAmount();
  const peak = Math.max(1, ...rows.map(([, , sum]) => sum.n), ...last.map(([, , sum]) => sum.n));
  const line = ([key, heading, sum]) => h("tr", rowAttributes(key), h("th", { scope: "row" }, heading), countCell(sum.n, peak), amountCell(sum[named], sum.n), printedCell(sum[named]));
  return beginning(rows, most, (shown) => frame(caption, h("table", { class: "sums" },
    h("caption", {}, caption, note && h("span", { class: "quietly" }, ` ${note}`)),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, first), h("th", { scope: "col", class: "count" }, "Projects"),
      h("th", { scope: "col", class: "amount" }, `${MEASURES[named].name}, €`, h("small", {}, "stated by")), h("th", { scope: "col", class: "printed" }, "As printed"))),
    h("tbody", {}, shown.map(line), last.map(line)),
    total && h("tfoot", {}, h("tr", {}, h("th", { scope: "row" }, "All, counted once"), h("td", { class: "count" }, number(total.n)), amountCell(total[named], total.n), printedCell(total[named]))))), words);
}

const byMeasure = (a, b) => (valueOf(b[2]) ?? -1) - (valueOf(a[2]) ?? -1) || b[2].n - a[2].n || (a[0] < b[0] ? -1 : 1);

function drawRegions() {
  const found = sums(data.cubes.region, "region_code");
  const [total = nothing()] = sums(data.cubes.region, () => "all").values();
  const free = found.get("unallocated");
  const rows = [...found].filter(([code]) => code !== "unallocated").map(([code, sum]) => [code, [told(regionName(code)), " ", h("small", {}, code)], sum]).sort(byMeasure);
  fill(find("region-table"), sumTable("Regions", "Region", rows, {
    last: free ? [["unallocated", ["Unallocated", h("small", {}, " no one country")], free]] : [], total, most: 12, words: "regions",
    note: "Rows add up to the total.", rowAttributes: (code) => ({ class: code === state.region ? "picked" : code === "unallocated" ? "unallocated" : undefined }),
  }));
}

function drawBasis() {
  const note = h("p", { class: "note" });
  fill(find("basis"), switches("basis", "Region by", Object.entries(BASES).map(([key, [name]]) => [key, name]), state.basis, (basis) => choose({ basis, region: "" })), note);
  onChange(() => fill(note, BASES[state.basis][1], " Three answers to “where”, one total: choose one, never add two."));
}
