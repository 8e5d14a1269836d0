// Work that many events ask for.

/** Runs `work` at most once at a time, and once more if it was asked for meanwhile. */
export function calmly(work) {
  let running = false;
  let again = false;
  return async () => {
    again = true;
    if (running) return;
    running = true;
    try {
      while (again) {
        again = false;
        await work();
      }
    } finally {
      running = false;
    }
  };
}
