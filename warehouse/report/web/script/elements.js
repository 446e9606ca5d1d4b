// Elements and their content. Text from data becomes text and nothing else: there is no markup in this script.

const find = (id) => document.getElementById(id);

function build(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else if (name === "vars") for (const [key, each] of Object.entries(value)) element.style.setProperty(key, each);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false).map((child) => (child instanceof Node ? child : String(child))));
  return element;
}

// Puts children in the place of those that are there.
function fill(place, ...children) {
  place.replaceChildren();
  return build(place, {}, children);
}

const h = (name, attributes = {}, ...children) => build(document.createElement(name), attributes, children);
const draw = (name, attributes = {}, ...children) => build(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);

// Words from data: they keep their own direction and cannot turn that of their neighbours.
const told = (words) => h("bdi", {}, words);

// A link to a page of the web, or the words alone where the address is not one.
function leading(address, attributes, ...children) {
  let url = null;
  try {
    url = new URL(address);
  } catch {
    return h("span", {}, ...children);
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") return h("span", {}, ...children);
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer", ...attributes }, ...children);
}

function choice(name, label, options, chosen, changed) {
  const select = h("select", { id: `choose-${name}`, change: (event) => changed(event.target.value) },
    options.map(([value, words]) => h("option", { value, selected: value === chosen }, words)));
  return h("div", { class: "field" }, h("label", { for: `choose-${name}` }, label), select);
}

function switches(name, legend, options, chosen, changed) {
  return h("fieldset", { class: "switches" }, h("legend", {}, legend), h("div", {},
    options.map(([value, words]) => h("label", {},
      h("input", { type: "radio", name, value, checked: value === chosen, change: () => changed(value) }), h("span", {}, words)))));
}

// One mark of a group is a tab stop; arrow keys go on from it. `next(position, key)` is the position to go to, or undefined.
function roving(marks, next, current = 0) {
  marks.forEach((mark, position) => {
    mark.setAttribute("tabindex", position === current ? "0" : "-1");
    mark.addEventListener("keydown", (event) => {
      const to = event.key === "Home" ? 0 : event.key === "End" ? marks.length - 1 : next(position, event.key);
      if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      marks.forEach((other, number) => other.setAttribute("tabindex", number === to ? "0" : "-1"));
      marks[to].focus();
    });
  });
}

const along = (count) => (position, key) => {
  const to = position + ({ ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key] ?? 0);
  return to === position ? undefined : Math.max(0, Math.min(count - 1, to));
};

// The first rows of a long list, and a button for the rest.
function beginning(rows, most, draws, words) {
  let all = false;
  const place = h("div", {});
  const show = () => {
    const shown = all || rows.length <= most + 2 ? rows : rows.slice(0, most);
    const button = rows.length > most + 2 &&
      h("button", { type: "button", class: "quiet", click: () => { all = !all; show(); place.querySelector("button.quiet").focus(); } },
        all ? `Show the first ${most} only` : `Show all ${number(rows.length)} ${words}`);
    fill(place, draws(shown), button || "");
  };
  show();
  return place;
}

// A table that may be wider than the page: where it is, the keyboard can scroll it.
const frames = new ResizeObserver((changed) => {
  for (const { target } of changed) {
    const isWide = target.scrollWidth > target.clientWidth + 1;
    for (const [name, value] of [["tabindex", "0"], ["role", "region"], ["aria-label", target.dataset.label]]) {
      if (isWide) target.setAttribute(name, value);
      else target.removeAttribute(name);
    }
  }
});

function frame(label, table) {
  const place = h("div", { class: "table-frame", "data-label": label }, table);
  frames.observe(place);
  return place;
}
