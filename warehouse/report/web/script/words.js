// Numbers, days and names of codes in words.

const number = (value) => String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");
const amount = (value) => (Number.isInteger(value) ? number(value) : `${number(Math.trunc(value))}.${Math.abs(value).toFixed(2).split(".")[1]}`);
const money = (currency, value) => `${currency === "EUR" ? "€" : currency}\u00a0${number(value)}`;
const plural = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;

function rough(value) {
  for (const [size, unit] of [[1e9, "\u00a0bn"], [1e6, "\u00a0m"], [1e3, "\u00a0k"]]) {
    if (value >= size) return `${(value / size).toFixed(value >= 10 * size ? 0 : 1).replace(/\.0$/, "")}${unit}`;
  }
  return number(value);
}

const MEASURES = {
  projects: { name: "Projects", what: "projects" },
  support: { name: "Support", what: "support (Union and national)" },
  total_cost: { name: "Total cost", what: "total cost" },
  eu: { name: "Union amount", what: "the Union's amount" },
};
const AMOUNT_FIELDS = new Set(["total_cost", "support_amount", "eu_contribution", "support_paid", "public_total", "national_contribution", "funding_amount"]);
const AMOUNTS = ["support", "total_cost", "eu"];
const BASES = {
  registry_stated: ["As the registry states", "Regions as the registries state them."],
  beneficiary_address: ["By the owner's postcode", "Regions of the beneficiaries' postcodes: where the owner sits, which need not be where the work is done."],
  text_mentioned: ["By places in the text", "Regions of the municipalities the descriptions name; a project of several regions is divided among them, and its money with it."],
};
const GRADES = { published: ["●", "published"], partly: ["◐", "partly"], missing: ["○", "missing"], not_applicable: ["–", "does not apply"] };
const ROLES = { cross_cutting_partner: "cross-cutting partner", co_funder: "co-funder" };
const LINKS = {
  same_page: "the page itself says both", official_id: "the official number", same_code: "the same code",
  number_in_text: "the number in its text", title_owner_period: "title, owner and period",
};
const FIELDS = {
  eu_cofinancing_rate_pct: "Union co-financing rate, %", start_on: "Start", end_on: "End", support_amount: "Support (Union and national)",
  eu_contribution: "Union amount", cci: "Programme CCI as printed", programme_cci: "Programme CCI", nuts_code: "NUTS code", fund_code: "Fund",
  country_code: "Country", beneficiary_org_number: "Beneficiary's organisation number", intervention_field_code: "Intervention field",
  is_strategic: "Of strategic importance", is_child_poverty: "Against child poverty", support_paid: "Support paid", public_total: "Public money",
};
const fieldName = (field) => FIELDS[field] ?? (field.charAt(0).toUpperCase() + field.slice(1)).replaceAll("_", " ");

const countryName = (code) => (code === "" ? "No country stated" : data.countries[code]?.[0] ?? code);
const regionsBegin = (code) => data.countries[code]?.[1];
const fundName = (code) => (code === "unknown" ? "No fund stated" : code);
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const monthName = (day) => `${MONTHS[Number(day.slice(5, 7)) - 1]} ${day.slice(0, 4)}`;

// A day no more exact than its page: a year is not its first of January.
function day(date, precision) {
  if (!date) return null;
  if (precision === "year") return date.slice(0, 4);
  if (precision === "month") return date.slice(0, 7);
  if (precision === "term") return `${Number(date.slice(5, 7)) < 7 ? "first" : "second"} half of ${date.slice(0, 4)}`;
  return date;
}
const period = (start, end) => (start || end ? [h("span", { class: "day" }, start ?? "…"), " – ", h("span", { class: "day" }, end ?? "…")] : "No dates stated");

// Letters as a keyboard without them would type them, for search.
const LETTERS = { ø: "o", æ: "ae", œ: "oe", ß: "ss", đ: "d", ð: "d", þ: "th", ł: "l", ı: "i" };
const fold = (words) => words.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[øæœßđðþłı]/g, (letter) => LETTERS[letter]);
