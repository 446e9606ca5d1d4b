// The map: a tile per NUTS-2 region, roughly where it lies. Keyboard: one tab stop, arrows go to the next tile in their direction.

const STEPS = 5;
const SIDE = 60;
const TURNS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

// Lower ends of the steps of the scale: as many projects in each as the values allow, in round numbers.
function scale(values) {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  if (sorted.length <= STEPS) return sorted;
  const all = [...values].sort((a, b) => a - b);
  const round = (value) => { const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1); return Math.round(value / unit) * unit; };
  const ends = Array.from({ length: STEPS }, (_, step) => (step ? round(all[Math.floor((step * all.length) / STEPS)]) : sorted[0]));
  return [...new Set(ends)];
}

// Few steps take the darker shades; one alone the middle.
const shift = (ends) => (ends.length === 1 ? 2 : STEPS - ends.length);

function nextTile(tiles, position, key) {
  const [dx, dy] = TURNS[key] ?? [0, 0];
  const here = tiles[position];
  let best, least = Infinity;
  tiles.forEach((tile, number) => {
    const ahead = (tile.x - here.x) * dx + (tile.y - here.y) * dy;
    const aside = Math.abs((tile.x - here.x) * dy) + Math.abs((tile.y - here.y) * dx);
    if (ahead > 0 && ahead + 2.2 * aside < least) [best, least] = [number, ahead + 2.2 * aside];
  });
  return best;
}

let fundsHere = new Map(); // by region, how many projects of each fund

function regionLines(code, sum) {
  const name = code === "unallocated" ? "Unallocated" : `${regionName(code)} (${code})`;
  if (!sum) return [name, "No project is placed here"];
  const named = shownAmount();
  const known = sum[named].known ? money("EUR", sum[named].cents / 100) : "not known in euro";
  const byFund = [...fundsHere.get(code)].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([fund, n]) => `${fundName(fund)} ${number(n)}`).join(", ");
  const counted = sum.n ? plural(sum.n, "project") + (byFund ? `: ${byFund}` : "") : "No project has its main share here; the amounts are shares of projects counted elsewhere";
  return [name, counted, `${MEASURES[named].name}: ${known}, ${statedBy(sum[named], sum.n)}`];
}

function drawMap() {
  const found = sums(data.cubes.region, "region_code");
  fundsHere = counts(data.cubes.region, "region_code", "fund_code");
  const present = new Set([...found.keys()].map((code) => code.slice(0, 2)));
  const chosen = regionsBegin(state.country);
  // a country with a registry is drawn whole, also where it has no project so far
  const wanted = present.has(chosen) ? new Set([chosen]) : new Set([...present, ...data.registry.map((each) => regionsBegin(each.country_code))]);
  const tiles = Object.entries(data.tiles)
    .filter(([code, [, , isFar]]) => wanted.has(code.slice(0, 2)) && (!isFar || found.has(code)))
    .map(([code, [x, y]]) => ({ code, x, y, sum: found.get(code) }))
    .sort((a, b) => a.y - b.y || a.x - b.x);
  const untiled = [...found.keys()].filter((code) => code !== "unallocated" && !(code in data.tiles)).sort();
  const values = tiles.map((tile) => tile.sum && valueOf(tile.sum)).filter((value) => value > 0);
  const ends = scale(values);
  const caption = h("figcaption", { id: "map-caption" }, `${MEASURES[state.measure].name}${state.measure === "projects" ? "" : " in euro"} by NUTS-2 region. `,
    h("span", { class: "quietly" }, "One tile of equal size per region, roughly where it lies.", h("span", { class: "by-hand" }, " Arrow keys move, Enter chooses.")));
  const left = Math.min(...tiles.map((tile) => tile.x)), top = Math.min(...tiles.map((tile) => tile.y));
  const columns = Math.max(...tiles.map((tile) => tile.x)) - left + 1, lines = Math.max(...tiles.map((tile) => tile.y)) - top + 1;
  const drawn = new Set(tiles.map((tile) => tile.code));
  const around = columns > 12 ? Object.entries(data.tiles).filter(([code, [x, y]]) => !drawn.has(code) && x >= left && x < left + columns && y >= top && y < top + lines) : [];
  const marks = tiles.map((tile) => drawTile(tile, left, top, ends, columns));
  roving(marks, (position, key) => nextTile(tiles, position, key), Math.max(0, tiles.findIndex((tile) => tile.code === state.region)));
  const svg = tiles.length ? draw("svg", { viewBox: `0 0 ${columns * SIDE} ${lines * SIDE}`, role: "group", "aria-labelledby": "map-caption", class: columns > 12 ? "wide" : "near" },
    draw("defs", {}, draw("pattern", { id: "unknown", width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      draw("rect", { width: 8, height: 8, class: "hatch-ground" }), draw("line", { x1: 0, y1: 0, x2: 0, y2: 8, class: "hatch" }))),
    around.map(([, [x, y]]) => draw("rect", { x: (x - left) * SIDE + 4, y: (y - top) * SIDE + 4, width: SIDE - 8, height: SIDE - 8, rx: 5, class: "around" })), marks)
    : h("p", { class: "note" }, "No region has a project that fits.");
  const focused = document.activeElement?.closest?.("[data-region]")?.dataset.region;
  fill(find("map"), caption, svg, legend(ends, tiles.some((tile) => tile.sum && !(valueOf(tile.sum) > 0))), aside(found, untiled), picked(found));
  marks.find((mark) => mark.dataset.region === focused)?.focus();
}

function drawTile(tile, left, top, ends, columns) {
  const value = tile.sum ? valueOf(tile.sum) : undefined;
  const step = value > 0 ? ends.filter((end) => value >= end).length + shift(ends) : 0;
  const kind = value === undefined ? "empty" : value > 0 ? `step step-${Math.min(STEPS, Math.max(1, step))}` : "unknown";
  const lines = () => regionLines(tile.code, tile.sum);
  const isPicked = state.region === tile.code;
  const mark = draw("g", {
    class: `tile ${kind}${isPicked ? " picked" : ""}`, role: "button", "aria-pressed": String(isPicked), "aria-label": lines().join(". "), "data-region": tile.code,
    transform: `translate(${(tile.x - left) * SIDE} ${(tile.y - top) * SIDE})`,
    click: () => choose({ region: isPicked ? "" : tile.code }),
    keydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose({ region: isPicked ? "" : tile.code }); } },
  }, draw("rect", { x: 2, y: 2, width: SIDE - 4, height: SIDE - 4, rx: 5 }),
  columns <= 12 && draw("text", { x: SIDE / 2, y: value === undefined ? SIDE / 2 + 5 : SIDE / 2 - 3, class: "code" }, tile.code),
  columns <= 12 && value !== undefined && draw("text", { x: SIDE / 2, y: SIDE / 2 + 16, class: "figure" }, value === null ? "?" : rough(value)),
  columns > 12 && draw("text", { x: SIDE / 2, y: SIDE / 2 + 7, class: "land" }, tile.code.slice(0, 2)));
  explained(mark, lines);
  return mark;
}

function legend(ends, hasHatched) {
  const offset = shift(ends);
  const steps = ends.map((end, position) => {
    const next = ends[position + 1];
    const words = state.measure === "projects" ? (next === undefined ? (ends.length > 1 && ends.length === STEPS ? `${number(end)} +` : number(end)) : next - end > 1 ? `${number(end)}–${number(next - 1)}` : number(end)) : `${position ? "" : "≥ "}€\u00a0${rough(end)}`;
    return h("li", {}, h("span", { class: `swatch step-${position + 1 + offset}` }), words);
  });
  return h("ul", { class: "legend", "aria-label": "Legend" }, steps,
    hasHatched && h("li", {}, h("span", { class: "swatch hatched" }), state.measure === "projects" ? "shares of projects counted elsewhere" : "projects, amount not known"),
    h("li", {}, h("span", { class: "swatch none" }), "no project placed here"));
}

function aside(found, untiled) {
  const free = found.get("unallocated");
  const rows = [["unallocated", free], ...untiled.map((code) => [code, found.get(code)])].filter(([, sum]) => sum);
  if (!rows.length) return "";
  return h("ul", { class: "off-map", "aria-label": "Not on the map" }, rows.map(([code, sum]) => {
    const value = valueOf(sum);
    return h("li", {}, h("strong", {}, regionName(code)), ` ${value === null ? "amount not known" : state.measure === "projects" ? plural(value, "project") : money("EUR", value)}`);
  }));
}

function picked(found) {
  if (!state.region) return "";
  const [name, ...lines] = regionLines(state.region, found.get(state.region));
  const canList = found.has(state.region) && state.basis === "registry_stated";
  return h("div", { class: "picked-region", role: "status" }, h("h3", {}, name), lines.map((line) => h("p", {}, line)),
    h("p", { class: "buttons" },
      canList && h("button", { type: "button", click: () => searchFor({ region: state.region, fund: state.fund }) }, "List its projects"),
      h("button", { type: "button", class: "quiet", click: () => choose({ region: "" }) }, "Clear")));
}
