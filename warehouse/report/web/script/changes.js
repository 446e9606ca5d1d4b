// The latest changes, with the values before and after.

const CONTEXT = 40;

// What is alike at the beginning and the end of two texts is shown once, and of long texts only its edge.
function differing(before, after) {
  if (before === null || before === undefined) return [h("ins", {}, told(after ?? "–"))];
  if (after === null || after === undefined) return [h("del", {}, told(before)), " → ", h("span", { class: "quietly" }, "no value")];
  if (before.length < 80 && after.length < 80) return [h("del", {}, told(before)), " → ", h("ins", {}, told(after))];
  let head = 0, tail = 0;
  const least = Math.min(before.length, after.length);
  while (head < least && before[head] === after[head]) head += 1;
  while (tail < least - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const start = before.slice(Math.max(0, head - CONTEXT), head), end = before.slice(before.length - tail, before.length - tail + CONTEXT);
  const middle = (words) => words.slice(head, words.length - tail) || "∅";
  return [head > CONTEXT ? "… " : "", told(start), h("del", {}, told(middle(before))), " → ", h("ins", {}, told(middle(after))), told(end), tail > CONTEXT ? " …" : ""];
}

// Amounts in groups of three digits, everything else as it is.
const grouped = (field, value) => (AMOUNT_FIELDS.has(field) && value && !Number.isNaN(Number(value)) ? amount(Number(value)) : value);

function changeLine(change, withProject) {
  return h("li", {}, withProject && h("p", { class: "head" }, h("a", { href: `#project=${encodeURIComponent(change.project_id)}` }, told(change.title ?? change.project_id)), " ", h("small", {}, change.fund_code ?? "")),
    h("p", {}, h("span", { class: "field-name" }, fieldName(change.field)), " ", differing(grouped(change.field, change.old_value), grouped(change.field, change.new_value))),
    h("p", { class: "note" }, `${change.changed_at}${change.previous_seen_at ? `, was so since ${change.previous_seen_at}` : ""}`, change.has_issue ? " · the new page has an issue about this field: the value may only have become unreadable" : ""));
}

function drawChanges() {
  const total = data.publication.n_changes;
  if (!data.change.length) {
    fill(find("change-list"), h("p", { class: "note" }, "No value has changed since the first crawl."));
    return;
  }
  fill(find("change-list"), 
    h("p", { class: "note" }, total > data.change.length ? `The newest ${number(data.change.length)} of ${number(total)} changed values (UTC).` : `${plural(total, "value")} changed since the first crawl (UTC).`),
    beginning(data.change, 10, (shown) => h("ol", { class: "changes" }, shown.map((change) => changeLine(change, true))), "changes"));
}
