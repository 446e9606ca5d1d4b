// Draws the page: the figures at once, the search when the rest of the file is there.

function drawCite() {
  const { published_at, run_id, diarium_version, is_sample } = data.publication;
  const name = data.snapshot ? `snapshot ${data.snapshot}` : `publication ${run_id}`;
  fill(find("cite"), 
    is_sample ? h("p", {}, h("strong", {}, "This is the sample: do not cite it. "), "Of a page of live data one would cite:") : "",
    h("p", {}, h("code", { class: "whole" }, `Diarium${diarium_version ? ` ${diarium_version.replace(/^diarium[ /]*/i, "")}` : ""}, EU-funded projects, ${name}, published ${published_at}.`)),
    h("p", { class: "note" }, data.snapshot ? "The snapshot is the same content as Parquet files with checksums. " : "For a citation that can be checked, cite the Parquet snapshot of the same run (data/exports). ", "Of a single value, cite the registry's page and the digest of its capture: they are at the end of each project's detail."));
}

drawFilters();
drawBasis();
drawCite();
onChange(drawFunds);
onChange(drawMap);
onChange(drawRegions);
onChange(drawYears);
onChange(drawMonths);
onChange(drawProgrammes);
choose({});
drawRegistries();
drawScorecard();
drawIssues();
drawChanges();

let widthNow = window.innerWidth;
window.addEventListener("resize", () => {
  if (window.innerWidth === widthNow) return;
  widthNow = window.innerWidth;
  requestAnimationFrame(() => { drawYears(); drawMonths(); });
});
window.addEventListener("beforeprint", () => { for (const each of document.querySelectorAll("main details")) each.open = true; });

async function startSearch() {
  find("found").textContent = "Opening the projects …";
  try {
    await openIndex();
  } catch (error) {
    find("found").textContent = error instanceof TooOld ? error.message : "The list of projects in this file is damaged; the figures above are not concerned.";
    if (!(error instanceof TooOld)) throw error;
    return;
  }
  drawSearch();
  showFound();
  document.documentElement.dataset.ready = "yes";
  follow();
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startSearch);
else startSearch();
