// The tiles on the screen: who is there, where, how large; and what of it is really seen, which is all that is asked for.
import { choose, keyOf, partsOf } from "./choosing.js";
import { arrange } from "./layout.js";
import { drawTile, makeTile } from "./tile.js";
import { viewOf } from "./views.js";
import { say } from "./words.js";

const MARGIN = 4; // of the frame, for the ring around who speaks

export class Stage {
  constructor({ store, media, own, shown }) {
    Object.assign(this, { store, media, own, shown });
    this.frame = document.querySelector("[data-tiles-frame]");
    this.list = document.querySelector("[data-tiles]");
    this.tiles = new Map();
    this.visible = new Set();
    this.places = new Map();
    this.watcher = new IntersectionObserver((entries) => this.sighted(entries), { root: this.frame, rootMargin: "40px" });
    new ResizeObserver(() => this.draw(store.get())).observe(this.frame);
    this.list.addEventListener("click", (event) => this.pressed(event));
    this.list.addEventListener("dblclick", (event) => this.toggleFull(event));
  }

  draw(state) {
    if (!state.isIn || !this.frame.clientWidth) return;
    const plan = this.plan(state);
    const keys = plan.places.map((each) => each.key);
    for (const [key, tile] of this.tiles) if (!keys.includes(key)) this.drop(key, tile);
    this.places = new Map(plan.places.map((each) => [each.key, each]));
    for (const place of plan.places) this.put(place, plan, state);
    this.list.style.setProperty("height", `${plan.height}px`);
    this.frame.classList.toggle("is-scrolling", plan.height > this.frame.clientHeight);
    this.tellShown();
  }

  // Chosen once as if all fitted, and again with what fits, where it does not.
  plan(state) {
    const [width, height] = [this.frame.clientWidth - 2 * MARGIN, this.frame.clientHeight - 2 * MARGIN];
    const isUpright = height > width;
    const wish = { ...state.wish, isUpright };
    const once = (capacity) => {
      const chosen = choose(state.room, { ...wish, capacity });
      return { chosen, plan: arrange({ width, height, ...chosen, least: isUpright ? 150 : 160 }) };
    };
    const first = once(Infinity);
    if (first.plan.capacity >= first.chosen.keys.length) return first.plan;
    return once(first.plan.capacity).plan;
  }

  put(place, plan, state) {
    const isNew = !this.tiles.has(place.key);
    const tile = isNew ? this.make(place.key) : this.tiles.get(place.key);
    const { style } = tile.element;
    style.setProperty("translate", `${place.x}px ${place.y}px`);
    style.setProperty("width", `${place.width}px`);
    style.setProperty("height", `${place.height}px`);
    tile.element.classList.toggle("is-main", place.isMain);
    tile.element.classList.toggle("is-small", place.width < 190);
    tile.element.classList.toggle("is-tiny", place.width < 130 || place.height < 96);
    if (place.key === "more") tile.element.querySelector("button").textContent = say("more_people", { count: plan.hidden.length });
    else drawTile(tile, viewOf(place.key, state, { trackOf: (...view) => this.trackOf(state, ...view), slotOf: (...view) => this.media.receiving?.slotOf(...view)?.[1] }));
  }

  make(key) {
    const tile = key === "more" ? { element: document.getElementById("piece-more").content.firstElementChild.cloneNode(true) } : makeTile(key);
    tile.element.dataset.key = key;
    this.tiles.set(key, tile);
    this.list.append(tile.element);
    this.watcher.observe(tile.element);
    return tile;
  }

  drop(key, tile) {
    this.watcher.unobserve(tile.element);
    if (tile.parts) tile.parts.video.srcObject = null;
    tile.element.remove();
    this.tiles.delete(key);
    this.visible.delete(key);
  }

  trackOf(state, person, source) {
    if (person === state.room.me) return this.own.tracks[source] ?? null;
    return this.media.receiving?.trackOf(person, source) ?? null;
  }

  sighted(entries) {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.visible.add(target.dataset.key);
      else this.visible.delete(target.dataset.key);
    }
    this.tellShown();
  }

  // Everything seen that is somebody else's and has a picture, in device pixels.
  views({ room }) {
    const ratio = Math.min(devicePixelRatio || 1, 2);
    const found = [];
    for (const [key, place] of this.places) {
      const { person, source } = partsOf(key);
      const who = room.people.get(person);
      if (!who || person === room.me || !this.visible.has(key) || !who[source]) continue;
      found.push({ person, source, width: Math.round(place.width * ratio), height: Math.round(place.height * ratio), big: place.isMain });
    }
    return found;
  }

  tellShown() {
    this.shown();
  }

  pressed(event) {
    const key = event.target.closest(".tile-pin")?.closest(".picture").dataset.key;
    if (!key) return;
    const { wish } = this.store.get();
    this.store.put({ wish: { ...wish, pinned: wish.pinned === key ? "" : key } });
  }

  toggleFull(event) {
    const element = event.target.closest(".picture.is-screen");
    if (!element) return;
    if (document.fullscreenElement) document.exitFullscreen();
    else element.requestFullscreen?.();
  }

  // The picture that matters most now, for the floating window: main tile, else who speaks, else anybody's.
  bestTrack(state) {
    const { room } = state;
    const main = [...this.places.values()].find((each) => each.isMain)?.key;
    const keys = [main, room.speaker && keyOf(room.speaker, "camera"), ...this.places.keys()].filter((key) => key && key !== "more");
    for (const key of keys) {
      const { person, source } = partsOf(key);
      const track = person === room.me ? null : this.trackOf(state, person, source);
      if (track) return track;
    }
    return null;
  }
}
