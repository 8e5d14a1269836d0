// Work that many events ask for.

/**
 * Runs `work` at most once at a time, and once more if it was asked for meanwhile: so an older answer never comes after
 * a newer one. Resolves when what was asked for has been done.
 */
export function calmly(work) {
  let running = null;
  let again = false;

  async function run() {
    try {
      while (again) {
        again = false;
        await work();
      }
    } finally {
      running = null;
    }
  }

  return () => {
    again = true;
    running ??= run();
    return running;
  };
}
