// One object that says everything the screen shows; whoever changes it calls `put`, whoever draws it watches.
// Several changes in one turn are drawn once.
export function makeStore(first) {
  let state = first;
  let isDue = false;
  const watchers = [];
  const draw = () => {
    isDue = false;
    for (const watcher of watchers) watcher(state);
  };
  return {
    get: () => state,
    put(change) {
      state = { ...state, ...change };
      if (isDue) return;
      isDue = true;
      queueMicrotask(draw);
    },
    watch(watcher) {
      watchers.push(watcher);
    },
  };
}
