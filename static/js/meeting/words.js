// What the page was given: its facts and its sentences, both as JSON in data attributes of #meeting.
const root = document.getElementById("meeting");

export const config = JSON.parse(root.dataset.meeting);
const words = JSON.parse(root.dataset.words);

// A sentence by its name; %(blank)s is filled from `blanks`. A name that nobody wrote is our fault and says so.
export function say(name, blanks = {}) {
  if (!(name in words)) throw new Error(`no words for ${name}`);
  return words[name].replace(/%\((\w+)\)s/g, (_whole, blank) => blanks[blank] ?? "");
}

export const has = (name) => name in words;

const SIGNS = root.dataset.icons;

// A drawing of the sprite as an element that says nothing to a screen reader.
export function sign(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${SIGNS}#${name}`);
  svg.append(use);
  return svg;
}

// Two capital letters for a round face: first and last word of a name, as the portal's own pages have them.
export function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [...words[0]][0] + [...words.at(-1)][0] : name.slice(0, 2);
  return letters.toLocaleUpperCase("vi");
}

export const tone = (name) => `tone-${[...name].length % 6}`;
