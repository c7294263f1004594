import { useState } from "react";
import { useHere } from "./here.ts";
import { say } from "./toast.ts";

/** Runs one command; knows that it runs, and the sentence with which it failed. Whoever has left meanwhile is told where they are. */
export function useAct<A extends unknown[]>(command: (...args: A) => Promise<void>) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const here = useHere();
  const run = async (...args: A): Promise<boolean> => {
    setBusy(true);
    setError(undefined);
    try {
      await command(...args);
      return true;
    } catch (problem) {
      const sentence = problem instanceof Error ? problem.message : String(problem);
      if (here()) setError(sentence);
      else void say(sentence, "bad");
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { run, busy, error };
}
