// The data of the file: what is drawn at once, and the packed blocks that are opened when they are wanted.

const data = JSON.parse(find("figures").textContent);
const regionName = (code) => (code === "unallocated" ? "Unallocated" : code.length === 2 ? `${data.region_names[code] ?? code}, no one region` : data.region_names[code] ?? code);
const registryOf = Object.fromEntries(data.registry.map((registry) => [registry.registry, registry]));
const registryTitle = (code) => registryOf[code]?.title ?? code;

class TooOld extends Error {}

async function unpack(id) {
  if (!("DecompressionStream" in window)) throw new TooOld("This browser is too old to open the packed part of the file.");
  const letters = atob(find(id).textContent);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at += 1) bytes[at] = letters.charCodeAt(at);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
}

const BLOCK = 150;
const opened = new Map();

// What is known of a project beyond its line in the list, by its place in the index.
async function details(position) {
  const block = Math.floor(position / BLOCK);
  if (!opened.has(block)) opened.set(block, unpack(`packed-${block}`));
  return (await opened.get(block))[position % BLOCK];
}
