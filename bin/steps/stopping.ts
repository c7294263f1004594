/** npm passes on a Ctrl-C that the terminal has sent to us, too: within this time two of them are one. */
const oneCtrlC = 500;

export type Asked = {
  /** Settles, and `signal` is aborted, with the first signal. */
  promise: Promise<void>;
  signal: AbortSignal;
};

/**
 * Asked by a signal, a command ends what it has started, in its order. Ctrl-C once more has it wait for nobody, and a
 * third time ends it where it is.
 */
export function asksToStop(hurry: () => void): Asked {
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<void>();
  let interrupts = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      controller.abort();
      resolve();
      if (signal !== "SIGINT" || performance.now() - last < oneCtrlC) return;
      last = performance.now();
      interrupts += 1;
      if (interrupts === 2) hurry();
      if (interrupts === 3) process.exit(130);
    });
  }
  return { promise, signal: controller.signal };
}
