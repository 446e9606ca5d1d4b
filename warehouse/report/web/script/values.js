// The parts of a project's detail: every value with its words and the link to them, money line by line, people, changes, conflicts, evidence.

const FIRST = ["title", "acronym", "beneficiary_name", "fund_code", "programme_name", "start_on", "end_on", "total_cost", "support_amount", "eu_contribution", "eu_cofinancing_rate_pct", "region_name", "nuts_code", "description"];
const order = (field) => (FIRST.indexOf(field) + 1 || FIRST.length + 1);
const LONG = 700;

function wordsOf(words) {
  const shown = told(words);
  return words.length > LONG ? h("div", { class: "long", tabindex: "0", role: "region", "aria-label": `Long text, ${number(words.length)} characters` }, shown) : shown;
}

function valuesOf(known) {
  const rows = [...known.values].sort((a, b) => order(a[0]) - order(b[0]) || (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
  const line = ([field, value, raw, label, method, precision, isCorrected, item, fragment]) => {
    const words = raw === 0 ? value : raw;
    const isSame = words === value;
    const derived = method === "derived";
    const how = isCorrected ? "corrected by us" : derived ? "derived by a rule" : label ? "beside the label" : `from ${{ prose: "prose", heading: "a heading", table: "a table", column: "a column", label: "a label" }[method]}`;
    return h("tr", {}, h("th", { scope: "row" }, fieldName(field), item ? h("small", {}, `no. ${item}`) : ""),
      h("td", {}, isSame && value.length > 120 ? h("span", { class: "quietly" }, "as printed") : wordsOf(grouped(field, value)), precision ? h("small", {}, `exact to the ${precision}`) : ""),
      h("td", { class: derived || isCorrected ? "rule" : "printed-words" }, wordsOf(words ?? "–"), h("small", {}, how, label ? [": ", told(label)] : "")),
      h("td", { class: "link" }, known.source_url && !derived && !isCorrected ? leading(known.source_url + fragment, { "aria-label": `Open the page${fragment ? " at the words" : ""} of ${fieldName(field)}` }, fragment ? "At the words" : "Page") : ""));
  };
  return h("section", {}, h("h3", {}, "Values and the words they were read from"), frame("Values", h("table", { class: "values" },
    h("thead", {}, h("tr", {}, ["Field", "Value", "Words on the page", "Source"].map((words) => h("th", { scope: "col" }, words)))), h("tbody", {}, rows.map(line)))));
}

const SOURCES = { EU: "the Union", "EU+national": "Union and national together", national: "national public money", public: "public money", named: "a named payer", total: "the whole" };
const RATES = { no_date: "no euro: no start is known", no_rate: "no euro: no rate is known", fixed: "at the fixed rate" };

function fundingOf(known) {
  if (!known.funding) return null;
  const line = (each) => h("tr", {}, h("th", { scope: "row" }, each.kind.replaceAll("_", " "), h("small", {}, SOURCES[each.source] ?? each.source, each.payer_name_raw ? [": ", told(each.payer_name_raw)] : "", each.recipient_name_raw ? [" → ", told(each.recipient_name_raw)] : "", each.period_raw ? [", ", told(each.period_raw)] : "")),
    h("td", {}, each.stage === "unstated" ? "–" : each.stage), h("td", { class: "amount" }, `${each.currency}\u00a0${amount(each.amount)}`, h("small", {}, told(each.amount_raw ?? ""))),
    h("td", { class: "amount" }, each.amount_eur === undefined ? "–" : `€\u00a0${amount(each.amount_eur)}`, h("small", {}, RATES[each.fx_basis] ?? (each.fx_rate ? `${each.fx_rate} per €, mean of ${each.fx_period}` : "as stated"))),
    h("td", {}, each.is_summed ? "yes" : "no"));
  return h("section", {}, h("h3", {}, "Money, line by line"), frame("Money", h("table", {}, h("thead", {}, h("tr", {}, ["What", "Stage", "As printed", "In euro", "In sums"].map((words, at) => h("th", { scope: "col", class: at === 2 || at === 3 ? "amount" : undefined }, words)))), h("tbody", {}, known.funding.map(line)))));
}

function peopleOf(known) {
  if (!known.participation) return null;
  return h("section", {}, h("h3", {}, "Who takes part"), h("ul", { class: "plain" }, known.participation.map((each) => h("li", {}, told(each.name_raw ?? "–"), h("small", {}, ` ${ROLES[each.role] ?? each.role}${each.country_code ? `, ${countryName(each.country_code)}` : ""}`)))));
}

function changesOf(known) {
  if (!known.project_change) return null;
  return h("section", {}, h("h3", {}, "What changed"), h("ol", { class: "changes" }, known.project_change.map((change) => changeLine(change, false))));
}

function projectLink(id) {
  return index.at.has(id) ? h("a", { href: `#project=${encodeURIComponent(id)}` }, told(index.title[index.at.get(id)]), h("small", {}, " ", told(registryTitle(index.registry[index.at.get(id)])))) : told(id);
}

function conflictsOf(known) {
  if (!known.conflict) return null;
  return h("section", {}, h("h3", {}, "Where sources disagree"), h("ul", { class: "plain" }, known.conflict.map((each) => h("li", {},
    h("span", { class: "field-name" }, fieldName(each.field)), " here ", h("strong", {}, told(each.value_raw ?? each.value)), ", elsewhere ", h("strong", {}, told(each.other_value_raw ?? each.other_value)), each.currency ? ` (${each.currency})` : "", each.is_rounding ? ", a rounding. " : ". ",
    leading(each.other_url, {}, "The other page"), h("small", {}, ` ${each.is_certain ? "Certainly" : "Perhaps"} the same operation: ${LINKS[each.basis] ?? each.basis}`)))));
}

function elsewhere(known) {
  if (!known.project_link) return null;
  return h("section", {}, h("h3", {}, "Told elsewhere"), h("ul", { class: "plain" }, known.project_link.map((each) => h("li", {}, projectLink(each.other_id), h("small", {}, ` ${each.is_certain ? "certainly" : "perhaps"} the same operation: `, told(each.evidence))))));
}

function evidenceOf(at, known) {
  const missing = (known.article_items_missing ?? "").split(",").filter(Boolean);
  const item = (term, ...value) => h("div", {}, h("dt", {}, term), h("dd", {}, ...value));
  return h("section", {}, h("h3", {}, "Evidence"), h("dl", { class: "evidence" },
    item("Page", known.source_url ? leading(known.source_url, {}, told(known.source_url)) : "no address of the web"), item("Seen", `since ${known.first_seen_at}${known.last_seen_at ? `, until ${known.last_seen_at}` : ""} (UTC), ${plural(known.n_versions, "version")}`),
    item("Stored page", h("code", {}, `sha256:${known.body_sha256}`)), item("Article 49(3)", missing.length ? `${known.n_article_items} of 12 items; missing (${missing.join("), (")})` : "all 12 items that apply"),
    item("Cite", h("code", { class: "whole" }, told(`${registryTitle(index.registry[at])}, ${index.project_code[at]}, ${known.source_url ?? ""}, captured ${known.captured_at} UTC, sha256:${known.body_sha256}`)), data.publication.is_sample ? h("strong", {}, " Sample: do not cite.") : "")));
}
