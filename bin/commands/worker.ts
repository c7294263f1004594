import { serveAlone } from "../steps/alone.ts";
import { Sentence } from "../steps/sentence.ts";
import { startWorker } from "../steps/serving.ts";

/** A worker alone; any number of them share the work. */
export function run(): Promise<number> {
  return serveAlone({}, ({ env, logs }) => {
    const worker = startWorker(env, logs);
    if (!worker) throw new Sentence("There is no worker/main.ts to start.");
    return { process: worker, ready: Promise.resolve("The worker runs.") };
  });
}
