import { useState } from "react";

/** Runs one command at a time; knows that it runs, and the sentence with which it failed. */
export function useAct<A extends unknown[]>(command: (...args: A) => Promise<void>) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const run = async (...args: A): Promise<boolean> => {
    setBusy(true);
    setError(undefined);
    try {
      await command(...args);
      return true;
    } catch (problem) {
      setError(problem instanceof Error ? problem.message : String(problem));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { run, busy, error };
}
