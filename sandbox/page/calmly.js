// Work that many events ask for.

/**
 * Runs `work` at most once at a time, and once more if it was asked for meanwhile: so an older answer never comes after
 * a newer one. Resolves when what was asked for has been done.
 */
export function calmly(work) {
  let running = null;
  let again = false;

  async function run() {
    await null; // so that `running` is set before anything can fail
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
