// Tells the node what this browser shows, when it has come to rest: a scroll or a new layout asks once.
const REST = 200;
const AWAY = 5000; // in a background tab pictures go on for a moment: people switch tabs and come back

export class Showing {
  constructor({ post, views, store }) {
    Object.assign(this, { post, views, store });
    this.said = "";
    this.isAway = false;
    this.floating = null;
    document.addEventListener("visibilitychange", () => this.looked());
  }

  looked() {
    clearTimeout(this.leaving);
    if (!document.hidden) this.come(false);
    else this.leaving = setTimeout(() => this.come(true), AWAY);
  }

  come(isAway) {
    this.isAway = isAway;
    this.soon();
  }

  soon() {
    this.due ??= setTimeout(() => this.now(), REST);
  }

  // Who sits in a new seat says everything again.
  anew() {
    this.said = "";
    this.soon();
  }

  now() {
    this.due = undefined;
    const state = this.store.get();
    if (state.phase !== "in") return;
    const { isSaving, isAudioOnly } = state.wish;
    let views = isAudioOnly ? [] : this.views(state);
    if (this.isAway) views = views.filter((each) => this.floating?.(each));
    const message = { type: "show", views, saving: isSaving, audio_only: isAudioOnly };
    const words = JSON.stringify(message);
    if (words !== this.said && this.post(message)) this.said = words;
  }
}
