// Sums by programme.

function drawProgrammes() {
  const cube = data.cubes.programme;
  const found = sums(cube, "programme_cci");
  const funds = new Map();
  for (let row = 0; row < cube.fund_code.length; row += 1) {
    if (isChosen(cube, row)) funds.set(cube.programme_cci[row], (funds.get(cube.programme_cci[row]) ?? new Set()).add(fundName(cube.fund_code[row])));
  }
  const heading = (code) => [told(data.programme_titles[code] ?? (code === "unknown" ? "No programme stated" : code)), " ", h("small", {}, [...(funds.get(code) ?? [])].sort().join(", "), code !== "unknown" && data.programme_titles[code] ? ` · ${code}` : "")];
  const rows = [...found].filter(([code]) => code !== "unknown").map(([code, sum]) => [code, heading(code), sum]).sort(byMeasure);
  const [total = nothing()] = sums(cube, () => "all").values();
  fill(find("programme-table"), sumTable("Programmes", "Programme", rows, {
    last: found.has("unknown") ? [["unknown", heading("unknown"), found.get("unknown")]] : [], total, most: 12, words: "programmes",
  }));
}
