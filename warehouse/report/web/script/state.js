// What the reader has chosen for all sums, and the sums themselves.

const state = { fund: "", country: "", measure: "projects", basis: "registry_stated", region: "" };
const drawers = [];
const onChange = (drawer) => drawers.push(drawer);

function choose(changes) {
  Object.assign(state, changes);
  for (const drawer of drawers) drawer();
}

// Sums in cents, so that they are exact; amounts by currency, which are never added to one another.
const nothing = () => ({ n: 0, ...Object.fromEntries(AMOUNTS.map((name) => [name, { n: 0, nEur: 0, known: false, cents: 0, stated: new Map() }])) });

function add(sum, cube, row) {
  sum.n += cube.n_projects[row];
  for (const name of AMOUNTS) {
    const part = sum[name];
    part.n += cube[`n_with_${name}`][row];
    part.nEur += cube[`n_with_${name}_eur`][row];
    part.known ||= cube[`${name}_eur`][row] !== null; // also where only shares of projects counted elsewhere are
    part.cents += Math.round((cube[`${name}_eur`][row] ?? 0) * 100);
    const stated = cube[`${name}_amount`][row];
    if (stated !== null) part.stated.set(cube.currency[row], (part.stated.get(cube.currency[row]) ?? 0) + Math.round(stated * 100));
  }
}

function isChosen(cube, row) {
  return (!state.fund || cube.fund_code[row] === state.fund)
    && (!state.country || (cube.country_code[row] ?? "none") === state.country)
    && (!cube.region_basis || cube.region_basis[row] === state.basis);
}

// Sums of a cube by one of its columns, or by what a function says of a row.
function sums(cube, key) {
  const found = new Map();
  for (let row = 0; row < cube.fund_code.length; row += 1) {
    if (!isChosen(cube, row)) continue;
    const name = typeof key === "function" ? key(row) : cube[key][row];
    if (!found.has(name)) found.set(name, nothing());
    add(found.get(name), cube, row);
  }
  return found;
}

// How many projects, by two columns of a cube.
function counts(cube, outer, inner) {
  const found = new Map();
  for (let row = 0; row < cube.fund_code.length; row += 1) {
    if (!isChosen(cube, row)) continue;
    const [key, name] = [cube[outer][row], cube[inner][row]];
    if (!found.has(key)) found.set(key, new Map());
    found.get(key).set(name, (found.get(key).get(name) ?? 0) + cube.n_projects[row]);
  }
  return found;
}

const valueOf = (sum, measure = state.measure) => (measure === "projects" ? sum.n : sum[measure].known ? sum[measure].cents / 100 : null);
const shownAmount = () => (state.measure === "projects" ? "support" : state.measure);
const inWords = (value, measure = state.measure) => (measure === "projects" ? plural(value, "project") : money("EUR", value));

function statedBy(part, total) {
  const converted = part.nEur < part.n ? `, ${number(part.nEur)} of these in euro` : "";
  return `stated by ${number(part.n)} of ${number(total)}${converted}`;
}

const everyFund = () => [...new Set(data.cubes.year.fund_code)].sort();

function drawFilters() {
  const countries = [...new Set(data.cubes.year.country_code.map((code) => code ?? "none"))].sort((a, b) => countryName(a).localeCompare(countryName(b), "en"));
  const status = h("p", { class: "chosen", role: "status", "aria-live": "polite" });
  const form = find("filters");
  form.addEventListener("submit", (event) => event.preventDefault());
  const reset = h("button", { type: "button", class: "quiet", click: () => { choose({ fund: "", country: "", region: "" }); find("choose-fund").focus(); } }, "All");
  fill(form, 
    choice("fund", "Fund", [["", "All funds"], ...everyFund().map((code) => [code, fundName(code)])], state.fund, (fund) => choose({ fund })),
    choice("country", "Country", [["", "All countries"], ...countries.map((code) => [code, code === "none" ? countryName("") : countryName(code)])],
      state.country, (country) => choose({ country, region: "" })),
    switches("measure", "Show", Object.entries(MEASURES).map(([key, { name }]) => [key, key === "projects" ? name : `${name}, €`]), state.measure, (measure) => choose({ measure })),
    reset, status);
  onChange(() => {
    find("choose-fund").value = state.fund;
    find("choose-country").value = state.country;
    reset.hidden = !state.fund && !state.country;
    const [total] = sums(data.cubes.year, () => "all").values();
    fill(status, total ? `${plural(total.n, "project")} counted` : "No project fits");
  });
}
