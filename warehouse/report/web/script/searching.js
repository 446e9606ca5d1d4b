// Search over all projects: every word must stand somewhere in code, title, owner, programme or region, accents aside.

const PAGE_SIZE = 50;
const PAUSE = 15;
const asked = { words: "", fund: "", registry: "", region: "", state: "", sort: "best", shown: PAGE_SIZE };
const STATES = {
  "": "Any", running: "Running when published", ended: "Ended", ahead: "Not begun", undated: "Without dates", changed: "Changed since first seen",
  issues: "With open issues", withdrawn: "No longer listed", repeated: "Repeats of other registries",
};
const SORTS = { best: "Best match", changed: "Latest change", start: "Latest start", support: "Support, €", total: "Total cost, €", title: "Title" };
let index = null;
let haystack = [];
let foundNow = [];

async function openIndex() {
  index = await unpack("packed-index");
  index.size = index.project_id.length;
  index.at = new Map(index.project_id.map((id, position) => [id, position]));
  haystack = index.project_id.map((_, at) => fold([index.project_code[at], index.title[at], index.acronym[at], index.beneficiary_name[at], index.programme_name_raw[at], index.programme_cci[at],
    data.programme_titles[index.programme_cci[at]], index.region_name_raw[at], index.region_code[at] === "unallocated" ? "" : `${index.region_code[at]} ${regionName(index.region_code[at])}`, index.fund_code[at]].filter(Boolean).join(" \u0001 ")));
  index.folded = index.title.map(fold);
  index.codes = index.project_code.map(fold);
}

const today = data.publication.published_at.slice(0, 10);
const stateFits = {
  running: (at) => index.start_on[at] && index.end_on[at] && index.start_on[at] <= today && index.end_on[at] >= today,
  ended: (at) => index.end_on[at] && index.end_on[at] < today,
  ahead: (at) => index.start_on[at] && index.start_on[at] > today,
  undated: (at) => !index.start_on[at] || !index.end_on[at],
  changed: (at) => index.n_versions[at] > 1,
  issues: (at) => index.issue_count[at] > 0,
  withdrawn: (at) => !index.is_listed[at],
  repeated: (at) => !index.is_counted[at],
};

// The best first: the code itself, titles that begin so, titles with all the words, the others.
function ranked(hits, words, terms) {
  const ranks = [[], [], [], []];
  for (const at of hits) {
    const title = index.folded[at];
    ranks[index.codes[at] === words ? 0 : title.startsWith(words) ? 1 : terms.every((term) => title.includes(term)) ? 2 : 3].push(at);
  }
  return ranks.flat();
}

const down = (column) => (a, b) => (index[column][b] ?? -1) - (index[column][a] ?? -1);
const latest = (column) => (a, b) => ((index[column][b] ?? "") > (index[column][a] ?? "") ? 1 : (index[column][b] ?? "") < (index[column][a] ?? "") ? -1 : 0);
const ORDERS = { changed: latest("changed_on"), start: latest("start_on"), support: down("support_eur"), total: down("total_cost_eur"), title: (a, b) => (index.folded[a] < index.folded[b] ? -1 : index.folded[a] > index.folded[b] ? 1 : 0) };

function look() {
  const words = fold(asked.words).trim();
  const terms = words.split(/\s+/).filter(Boolean);
  const fits = stateFits[asked.state];
  const hits = [];
  for (let at = 0; at < index.size; at += 1) {
    if (asked.fund && (index.fund_code[at] ?? "unknown") !== asked.fund) continue;
    if (asked.registry && index.registry[at] !== asked.registry) continue;
    if (asked.region && index.region_code[at] !== asked.region) continue;
    if (fits && !fits(at)) continue;
    if (terms.every((term) => haystack[at].includes(term))) hits.push(at);
  }
  if (asked.sort !== "best") return hits.sort((a, b) => ORDERS[asked.sort](a, b) || a - b);
  return terms.length ? ranked(hits, words, terms) : hits;
}

function drawSearch() {
  const form = find("search");
  const funds = [...new Set(index.fund_code.map((code) => code ?? "unknown"))].sort();
  const regions = [...new Set(index.region_code)].sort((a, b) => (a === "unallocated") - (b === "unallocated") || (a < b ? -1 : 1));
  const registries = data.registry.filter((registry) => registry.n_projects);
  let waiting = 0;
  const again = (changes) => { Object.assign(asked, changes, { shown: PAGE_SIZE }); showFound(); };
  const input = h("input", { id: "words", type: "search", autocomplete: "off", spellcheck: "false", maxlength: "200", "aria-describedby": "words-note",
    input: (event) => { clearTimeout(waiting); waiting = setTimeout(() => again({ words: event.target.value }), PAUSE); } });
  form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(waiting); again({ words: input.value }); });
  fill(form, h("div", { class: "field words" }, h("label", { for: "words" }, "Search"), input, h("small", { id: "words-note" }, "Title, code, owner, programme, region; accents may be left out.")),
    choice("search-fund", "Fund", [["", "Any"], ...funds.map((code) => [code, fundName(code)])], asked.fund, (fund) => again({ fund })),
    choice("search-registry", "Registry", [["", "Any"], ...registries.map((registry) => [registry.registry, registry.title])], asked.registry, (registry) => again({ registry })),
    choice("search-region", "Region, as stated", [["", "Any"], ...regions.map((code) => [code, code === "unallocated" ? "Unallocated" : `${code} ${regionName(code)}`])], asked.region, (region) => again({ region })),
    choice("search-state", "State", Object.entries(STATES), asked.state, (value) => again({ state: value })),
    choice("search-sort", "Order", Object.entries(SORTS), asked.sort, (sort) => again({ sort })));
}

// Asked from elsewhere on the page: the filters are set, and the list is gone to.
function searchFor(changes) {
  if (!index) return;
  Object.assign(asked, { words: "", fund: "", registry: "", region: "", state: "", shown: PAGE_SIZE }, changes);
  find("words").value = asked.words;
  for (const name of ["fund", "registry", "region", "state"]) find(`choose-search-${name}`).value = asked[name];
  showFound();
  find("projects").scrollIntoView();
  find("words").focus({ preventScroll: true });
}
