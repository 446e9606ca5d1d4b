// Small charts over time, one per fund on a shared axis: what starts in a year, and what runs in a month.

const GAP = 3;

function axisWidth(place) {
  return Math.max(260, Math.min(760, place.clientWidth || 600));
}

function drawYears() {
  const place = find("years");
  const cube = data.cubes.year;
  const years = [...new Set(cube.start_year)].filter((year) => year !== null);
  const first = Math.min(...years), last = Math.max(...years);
  const hasUnknown = cube.start_year.includes(null);
  const slots = years.length ? Array.from({ length: last - first + 1 }, (_, at) => String(first + at)) : [];
  const found = sums(cube, (row) => `${cube.fund_code[row]} ${cube.start_year[row] ?? "unknown"}`);
  const funds = everyFund().filter((fund) => [...found.keys()].some((key) => key.startsWith(`${fund} `)));
  const peak = Math.max(1, ...[...found.values()].map((sum) => valueOf(sum) ?? 0));
  const width = axisWidth(place), room = hasUnknown ? 56 : 0, step = (width - room) / Math.max(1, slots.length), height = funds.length > 1 ? 64 : 150;
  const rows = funds.map((fund) => {
    const bar = (year, x, size) => {
      const sum = found.get(`${fund} ${year}`), value = sum ? valueOf(sum) : undefined, tall = value > 0 ? Math.max(2, (value / peak) * (height - 12)) : 0;
      const head = `${fundName(fund)}, ${year === "unknown" ? "no start stated" : `starting ${year}`}`;
      const lines = () => [head, sum ? plural(sum.n, "project") : "No project", ...(sum ? [`${MEASURES[shownAmount()].name}: ${sum[shownAmount()].known ? money("EUR", sum[shownAmount()].cents / 100) : "not known in euro"}, ${statedBy(sum[shownAmount()], sum.n)}`] : [])];
      const mark = draw("g", { class: "column", role: "img", "aria-label": lines().join(". ") }, draw("rect", { x, y: 0, width: size, height, class: "hit" }),
        draw("rect", { x: x + GAP / 2, y: height - tall, width: Math.max(1, size - GAP), height: tall, class: year === "unknown" ? "bar loose" : "bar" }),
        value === null && draw("text", { x: x + size / 2, y: height - 4, class: "mark-unknown" }, "?"));
      explained(mark, lines);
      return mark;
    };
    const marks = [...slots.map((year, at) => bar(year, at * step, step)), ...(hasUnknown ? [bar("unknown", width - 40, 40)] : [])];
    roving(marks, along(marks.length));
    const n = [...found].filter(([key]) => key.startsWith(`${fund} `)).reduce((count, [, sum]) => count + sum.n, 0);
    return chartRow(fund, plural(n, "project"), draw("svg", { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": `${fundName(fund)}: ${MEASURES[state.measure].what} by year of start` },
      draw("line", { x1: 0, x2: width - room, y1: height, y2: height, class: "ground" }), marks));
  });
  const ticks = slots.map((year, at) => [(at + 0.5) * step, year]).filter(([, year]) => step > 30 || Number(year) % (step > 14 ? 5 : 10) === 0);
  fill(place, h("h3", {}, "Starting per year"), h("p", { class: "note" }, `${MEASURES[state.measure].name}${state.measure === "projects" ? "" : " in euro"} by year of start; highest bar ${inWords(peak)}.`),
    rows, rows.length ? axis(width, [...ticks, ...(hasUnknown ? [[width - 22, "no start"]] : [])]) : h("p", {}, "No project fits."), figuresOf("Projects starting, by year and fund", "Year", [...slots, ...(hasUnknown ? ["unknown"] : [])], funds,
      (year, fund) => { const sum = found.get(`${fund} ${year}`), value = sum ? valueOf(sum) : undefined; return value === undefined ? "" : value === null ? "?" : number(value); }));
}

function drawMonths() {
  const place = find("months");
  const cube = data.cubes.month;
  const runs = new Map();
  const undated = new Map();
  const seen = new Set();
  let first = null, last = null;
  for (let row = 0; row < cube.fund_code.length; row += 1) {
    if (!isChosen(cube, row)) continue;
    const fund = cube.fund_code[row], month = cube.month_on[row].slice(0, 7), land = `${fund} ${cube.country_code[row]}`;
    if (!runs.has(fund)) runs.set(fund, new Map());
    runs.get(fund).set(month, (runs.get(fund).get(month) ?? 0) + cube.n_active[row]);
    if (!seen.has(land)) undated.set(fund, (undated.get(fund) ?? 0) + cube.n_undated[row]);
    seen.add(land);
    if (first === null || month < first) first = month;
    if (last === null || month > last) last = month;
  }
  const months = [];
  for (let at = first; at !== null && at <= last && months.length < 1200; at = at.slice(5) === "12" ? `${Number(at.slice(0, 4)) + 1}-01` : `${at.slice(0, 5)}${String(Number(at.slice(5)) + 1).padStart(2, "0")}`) months.push(at);
  const funds = [...runs.keys()].sort();
  const peak = Math.max(1, ...[...runs.values()].flatMap((run) => [...run.values()]));
  const width = axisWidth(place), step = width / Math.max(1, months.length), height = funds.length > 1 ? 64 : 150;
  const now = data.publication.published_at.slice(0, 7), nowAt = months.indexOf(now);
  const rows = funds.map((fund) => chartRow(fund, `${number(undated.get(fund))} undated`, area(fund, runs.get(fund), months, { width, height, step, peak, nowAt })));
  const years = months.map((month, at) => [at * step, month]).filter(([, month]) => month.endsWith("-01")).map(([x, month]) => [x, month.slice(0, 4)]).filter(([, year]) => step * 12 > 34 || Number(year) % (step * 12 > 14 ? 5 : 10) === 0);
  fill(place, h("h3", {}, "Running per month"), h("p", { class: "note" }, `Projects that run on at least one day of the month, by their stated start and end; highest ${number(peak)}.${nowAt >= 0 ? " The line marks the month of publication." : ""} Undated projects are in no month.`),
    rows, rows.length ? axis(width, years) : h("p", {}, "No project with both dates fits."),
    figuresOf("Projects running, by January of each year and fund", "January", months.filter((month) => month.endsWith("-01")).map((month) => month.slice(0, 4)), funds, (year, fund) => number(runs.get(fund).get(`${year}-01`) ?? 0)));
}

function area(fund, run, months, { width, height, step, peak, nowAt }) {
  const level = (month) => height - ((run.get(month) ?? 0) / peak) * (height - 12);
  const path = months.map((month, at) => `${at ? "L" : "M"}${(at * step).toFixed(1)} ${level(month).toFixed(1)}L${((at + 1) * step).toFixed(1)} ${level(month).toFixed(1)}`).join("");
  const cursor = draw("line", { y1: 0, y2: height, class: "cursor", visibility: "hidden" });
  let at = nowAt >= 0 ? nowAt : months.length - 1;
  const says = () => `${monthName(months[at])}: ${plural(run.get(months[at]) ?? 0, "project")} running`;
  const handle = draw("g", { role: "slider", tabindex: "0", "aria-label": `${fundName(fund)}, projects running by month`, "aria-valuemin": 0, "aria-valuemax": months.length - 1, "aria-valuenow": at, "aria-valuetext": says() },
    draw("rect", { width, height, class: "hit" }), cursor);
  const move = (to) => {
    at = Math.max(0, Math.min(months.length - 1, to));
    handle.setAttribute("aria-valuenow", at);
    handle.setAttribute("aria-valuetext", says());
    for (const end of ["x1", "x2"]) cursor.setAttribute(end, (at + 0.5) * step);
    cursor.setAttribute("visibility", "visible");
    showTip(cursor, [fundName(fund), says()]);
  };
  const leave = () => { cursor.setAttribute("visibility", "hidden"); hideTip(); };
  handle.addEventListener("pointermove", (event) => { const box = handle.getBoundingClientRect(); move(Math.floor(((event.clientX - box.left) / box.width) * months.length)); });
  handle.addEventListener("pointerleave", leave);
  handle.addEventListener("focus", () => move(at));
  handle.addEventListener("blur", leave);
  handle.addEventListener("keydown", (event) => {
    const jump = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 12, PageDown: -12 }[event.key] ?? (event.key === "Home" ? -at : event.key === "End" ? months.length : 0);
    if (!jump) return;
    event.preventDefault();
    move(at + jump);
  });
  return draw("svg", { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": `${fundName(fund)}: projects running by month` },
    draw("path", { d: `${path}L${width} ${height}L0 ${height}Z`, class: "area" }), draw("path", { d: path, class: "edge" }),
    draw("line", { x1: 0, x2: width, y1: height, y2: height, class: "ground" }),
    nowAt >= 0 && draw("line", { x1: (nowAt + 0.5) * step, x2: (nowAt + 0.5) * step, y1: 0, y2: height, class: "now" }), handle);
}

const chartRow = (fund, note, chart) => h("div", { class: "chart-row" }, h("p", {}, h("strong", {}, fundName(fund)), " ", h("small", {}, note)), chart);

function axis(width, ticks) {
  return draw("svg", { viewBox: `0 0 ${width} 20`, class: "axis", "aria-hidden": "true" }, ticks.map(([x, words]) => draw("text", { x: Math.max(14, Math.min(width - 16, x)), y: 14 }, words)));
}

function figuresOf(caption, first, rows, funds, cell) {
  return h("details", { class: "figures" }, h("summary", {}, "The figures as a table"), frame(caption,
    h("table", {}, h("caption", {}, caption), h("thead", {}, h("tr", {}, h("th", { scope: "col" }, first), funds.map((fund) => h("th", { scope: "col" }, fundName(fund))))),
      h("tbody", {}, rows.map((row) => h("tr", {}, h("th", { scope: "row" }, row === "unknown" ? "not stated" : row), funds.map((fund) => h("td", {}, cell(row, fund)))))))));
}
