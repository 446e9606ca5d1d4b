// Registries: when they were read last, what they publish of Article 49(3), and what could not be read.

function drawRegistries() {
  const row = (registry) => {
    const held = registry.last_state === "held";
    const state = registry.last_state === null ? "not crawled" : held ? `held back: ${registry.last_reason ?? "no reason given"}` : "accepted";
    const of = (n) => (registry.n_projects ? `${Math.round((100 * (n ?? 0)) / registry.n_projects)}\u00a0%` : "–");
    return h("tr", {},
      h("th", { scope: "row" }, told(registry.title), h("small", {}, told(registry.publisher), registry.is_counted ? "" : registry.n_projects ? " · repeats others, in no sum" : " · evidence only, in no sum")),
      h("td", { class: "count" }, number(registry.n_projects), registry.n_projects > registry.n_listed && h("small", {}, `${number(registry.n_projects - registry.n_listed)} no longer listed`)),
      h("td", {}, registry.last_accepted_at ? `${registry.last_accepted_at}` : "–", h("small", { class: held ? "bad" : undefined }, state, registry.n_pages_failed ? `, ${plural(registry.n_pages_failed, "page")} failed` : "")),
      [registry.n_with_region, registry.n_with_start, registry.n_with_total_cost, registry.n_with_support, registry.n_with_eu].map((n) => h("td", { class: "count" }, of(n))));
  };
  fill(find("registry-table"), frame("Registries", h("table", { class: "registries" },
    h("caption", {}, "Registries ", h("span", { class: "quietly" }, "Last crawl that was accepted (UTC), and the share of projects that state each item.")),
    h("thead", {}, h("tr", {}, ["Registry", "Projects", "Last accepted crawl", "Region", "Start", "Total cost", "Support", "Union amount"].map((words, at) => h("th", { scope: "col", class: at === 1 || at > 2 ? "count" : undefined }, words)))),
    h("tbody", {}, data.registry.map(row)))));
}

function drawScorecard() {
  const letters = data.article_item.filter((item) => item.is_applicable);
  const scores = Object.fromEntries(data.scorecard.map((score) => [`${score.registry} ${score.letter}`, score]));
  const registries = data.registry.filter((registry) => registry.n_projects);
  const said = h("div", { class: "said", role: "status", "aria-live": "polite" });
  const cells = [];
  const cell = (registry, item) => {
    const score = scores[`${registry.registry} ${item.letter}`];
    if (!score) return h("td", {}, "–");
    const [sign, words] = GRADES[score.grade];
    const lines = () => [`${registry.title}: (${item.letter}) ${item.item}`, `${words}: ${number(score.n_with)} of ${plural(score.n_projects, "project")}`];
    const button = h("button", { type: "button", class: `grade ${score.grade}`, "aria-label": `(${item.letter}) ${words}, ${Math.round(score.coverage_pct)} percent`, click: () => tell(registry, item, score, said) },
      h("span", { "aria-hidden": "true" }, sign), h("span", {}, `${Math.round(score.coverage_pct)}`));
    explained(button, lines);
    cells.push(button);
    return h("td", {}, button);
  };
  const rows = registries.map((registry) => h("tr", {}, h("th", { scope: "row" }, told(registry.title)), letters.map((item) => cell(registry, item))));
  const width = letters.length;
  roving(cells, (position, key) => {
    const to = position + ({ ArrowRight: 1, ArrowLeft: -1, ArrowDown: width, ArrowUp: -width }[key] ?? 0);
    return to === position || to < 0 || to >= cells.length ? undefined : to;
  });
  fill(find("scorecard"), 
    h("p", { class: "note" }, "Article 49(3) of Regulation (EU) 2021/1060, letter by letter: percent of a registry's projects that publish the item. ", Object.entries(GRADES).slice(0, 3).map(([grade, [sign, words]]) => h("span", { class: "key" }, h("span", { class: `grade ${grade}`, "aria-hidden": "true" }, sign), ` ${words}${grade === "published" ? " (95 % or more)" : ""} `)), " Choose a cell to see pages that lack the item."),
    frame("Article 49(3) by registry", h("table", { class: "grid" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Registry"), letters.map((item) => h("th", { scope: "col" }, h("abbr", { title: item.item }, item.letter))))), h("tbody", {}, rows))), said,
    h("details", {}, h("summary", {}, "What the letters ask for"), h("dl", { class: "letters" }, data.article_item.map((item) => h("div", {}, h("dt", {}, `(${item.letter})`), h("dd", {}, item.item, item.is_applicable ? "" : " – does not apply to what is shown here"))))));
}

function tell(registry, item, score, said) {
  const lack = score.n_projects - score.n_with;
  fill(said, h("h4", {}, told(registry.title), `: (${item.letter}) ${item.item}`),
    h("p", {}, lack ? `${plural(lack, "project")} of ${number(score.n_projects)} lack it.` : `All ${plural(score.n_projects, "project")} publish it.`),
    score.failing_urls.length ? h("ul", { class: "plain" }, score.failing_urls.map((address) => h("li", {}, leading(address, {}, told(address))))) : "",
    lack > score.failing_urls.length ? h("p", { class: "note" }, "All of them: ", h("code", {}, `FROM mart.scorecard_gap('${registry.registry}', '${item.letter}')`)) : "");
}

function drawIssues() {
  const { n_checks, n_passed } = data.check_count;
  const severities = [["error", "Errors"], ["warning", "Warnings"], ["info", "Notes"]];
  const count = (name) => data.issue.filter((issue) => issue.severity === name).reduce((sum, issue) => sum + issue.n_issues, 0);
  const quarantined = data.registry.reduce((sum, registry) => sum + registry.n_quarantined, 0);
  const issueLine = (issue) => h("tr", {}, h("th", { scope: "row" }, issue.code.replaceAll("_", " "), h("small", {}, told(issue.example))), h("td", {}, told(registryTitle(issue.registry))), h("td", {}, issue.severity), h("td", { class: "count" }, number(issue.n_issues)));
  const checkLine = (check) => h("tr", {}, h("th", { scope: "row" }, check.description, h("small", {}, `${check.table_name}: ${check.rule_id}`)), h("td", {}, check.severity === "info" ? "note" : check.severity), h("td", { class: "count" }, number(check.n_unexpected)));
  const heads = (...words) => h("thead", {}, h("tr", {}, words.map((each, at) => h("th", { scope: "col", class: at === words.length - 1 ? "count" : undefined }, each))));
  fill(find("issues"), 
    h("dl", { class: "key-figures small" }, severities.map(([name, words]) => h("div", {}, h("dt", {}, `${words} on pages`), h("dd", {}, number(count(name))))),
      h("div", {}, h("dt", {}, "Records set aside"), h("dd", {}, number(quarantined))), h("div", {}, h("dt", {}, "Checks passed"), h("dd", {}, number(n_passed), h("small", {}, `of ${number(n_checks)}`)))),
    beginning(data.issue, 8, (shown) => frame("Open issues", h("table", {}, h("caption", {}, "Open issues by kind, with an example"), heads("Kind", "Registry", "Severity", "Issues"), h("tbody", {}, shown.map(issueLine)))), "kinds"),
    data.check.length ? beginning(data.check, 8, (shown) => frame("Checks", h("table", {}, h("caption", {}, "Checks that found something"), heads("What should hold", "Severity", "Rows"), h("tbody", {}, shown.map(checkLine)))), "checks") : "");
}
