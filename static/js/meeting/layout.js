// Where every tile goes: pure arithmetic in CSS pixels, no page.
// A place is {key, x, y, width, height, isMain}.
const WIDEST = 16 / 9;
const GAP = 10;
const STRIP = { least: 168, most: 340, share: 0.26 };

// Everything for one screen: {places, height, hidden, capacity}. `height` above the given one means that the grid scrolls;
// `hidden` are keys for which the strip beside the main tiles had no room (then a place has the key "more");
// `capacity` is how many keys are seen without scrolling.
export function arrange({ width, height, keys, main = [], corner = "", least = 150 }) {
  if (width < 40 || height < 40) return { places: [], height, hidden: keys, capacity: 0 };
  const others = keys.filter((key) => !main.includes(key) && key !== corner);
  const plan = main.length ? stage(width, height, main, others) : grid(width, height, others, least);
  plan.capacity = plan.places.filter((each) => each.key !== "more" && each.y + each.height <= height + GAP).length;
  if (corner) plan.places.push(inCorner(width, height, corner));
  return plan;
}

// All alike and as large as they can be; the last row stands in the middle.
function grid(width, height, keys, least) {
  const plan = bestGrid(width, height, keys.length, least);
  const top = Math.max(0, (height - plan.rows * (plan.height + GAP) + GAP) / 2);
  const places = keys.map((key, index) => {
    const row = Math.floor(index / plan.columns);
    const inRow = row === plan.rows - 1 ? keys.length - row * plan.columns : plan.columns;
    const left = (width - inRow * (plan.width + GAP) + GAP) / 2;
    return place(key, left + (index % plan.columns) * (plan.width + GAP), top + row * (plan.height + GAP), plan.width, plan.height);
  });
  return { places, height: Math.max(height, plan.rows * (plan.height + GAP) - GAP), hidden: [] };
}

// The number of columns that shows most of everybody's picture. On an upright screen pictures are square at best.
function bestGrid(width, height, count, least) {
  const shape = Math.min(WIDEST, Math.max(1, width / height));
  let best = null;
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const rows = Math.ceil(Math.max(1, count) / columns);
    const cell = { width: (width - GAP * (columns - 1)) / columns, height: (height - GAP * (rows - 1)) / rows };
    const tile = fitted(cell, width >= height ? 1.2 : 0.75);
    const seen = Math.min(tile.width, tile.height * shape) * Math.min(tile.height, tile.width / shape);
    if (!best || seen > best.seen) best = { ...tile, columns, rows, seen };
  }
  if (best.width >= least && best.height >= least / WIDEST) return best;
  return scrolling(width, count, least);
}

// Too many for one screen: tiles of the least width, as many rows as it takes.
function scrolling(width, count, least) {
  const columns = Math.max(1, Math.floor((width + GAP) / (least + GAP)));
  const wide = (width - GAP * (columns - 1)) / columns;
  return { columns, rows: Math.ceil(count / columns), width: wide, height: wide * 0.75 };
}

// A tile fills its cell unless that would make it flatter than a picture, or higher than is seemly.
function fitted(cell, narrowest) {
  return { width: Math.min(cell.width, cell.height * WIDEST), height: Math.min(cell.height, cell.width / narrowest) };
}

// The main tiles large, the others in a strip: to the right of a wide screen, below on an upright one.
function stage(width, height, main, others) {
  if (!others.length) return { places: mains(width, height, main), height, hidden: [] };
  return width >= height * 1.15 ? besides(width, height, main, others) : below(width, height, main, others);
}

function besides(width, height, main, others) {
  const wished = Math.min(STRIP.most, width * (others.length <= 3 ? 0.32 : STRIP.share));
  const forAll = ((height + GAP) / others.length - GAP) * 1.6;
  let wide = Math.max(STRIP.least, Math.min(wished, forAll));
  let columns = 1;
  if (others.length > rowsOf(wide, height) && width > 1000) {
    columns = 2;
    wide = width * 0.32;
  }
  const tile = (wide - GAP * (columns - 1)) / columns;
  const first = width - wide - GAP;
  const { shown, hidden } = cut(others, columns * rowsOf(tile, height));
  const rows = Math.ceil(shown.length / columns);
  const high = Math.min((height - GAP * (rows - 1)) / rows, tile / (columns === 1 ? 1.2 : 0.95));
  const places = shown.map((key, index) =>
    place(key, first + GAP + (index % columns) * (tile + GAP), Math.floor(index / columns) * (high + GAP), tile, high));
  return { places: [...mains(first, height, main), ...places], height, hidden };
}

function below(width, height, main, others) {
  const columns = others.length === 1 ? 1 : width >= 560 ? 3 : 2;
  const tile = (width - GAP * (columns - 1)) / columns;
  const high = Math.max(84, Math.min(height * 0.45, width / 1.6));
  const room = height - high - GAP;
  const rowsThere = Math.max(1, Math.floor((room + GAP) / (Math.min(tile * 0.62, 150) + GAP)));
  const { shown, hidden } = cut(others, columns * rowsThere);
  const rows = Math.ceil(shown.length / columns);
  const tall = Math.min((room - GAP * (rows - 1)) / rows, tile * (columns === 1 ? 0.9 : 1.3));
  const places = shown.map((key, index) =>
    place(key, (index % columns) * (tile + GAP), high + GAP + Math.floor(index / columns) * (tall + GAP), tile, tall));
  const spare = Math.max(0, room - rows * (tall + GAP) + GAP);
  for (const each of places) each.y += spare;
  return { places: [...mains(width, high + spare, main), ...places], height, hidden };
}

// Beyond the room there is, the last place says how many more there are.
function cut(keys, most) {
  if (keys.length <= most) return { shown: keys, hidden: [] };
  return { shown: [...keys.slice(0, most - 1), "more"], hidden: keys.slice(most - 1) };
}

const rowsOf = (wide, height) => Math.max(1, Math.floor((height + GAP) / (wide / 1.6 + GAP)));

function mains(width, height, keys) {
  const isWide = width >= height * 1.2;
  const cell = isWide
    ? { width: (width - GAP * (keys.length - 1)) / keys.length, height }
    : { width, height: (height - GAP * (keys.length - 1)) / keys.length };
  return keys.map((key, index) => ({
    ...place(key, isWide ? index * (cell.width + GAP) : 0, isWide ? 0 : index * (cell.height + GAP), cell.width, cell.height),
    isMain: true,
  }));
}

// One's own picture in a corner over somebody else's.
function inCorner(width, height, key) {
  const wide = Math.min(132, width * 0.3);
  return place(key, width - wide - GAP, height - wide * 1.34 - GAP, wide, wide * 1.34);
}

const place = (key, x, y, width, height) => ({ key, x: Math.round(x), y: Math.round(y), width: Math.floor(width), height: Math.floor(height), isMain: false });
