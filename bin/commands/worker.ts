import { serveAlone } from "../steps/alone.ts";
import { readFlags } from "../steps/flags.ts";
import { Sentence } from "../steps/sentence.ts";
import { startWorker } from "../steps/serving.ts";

export const usage = "sluice worker   a worker alone";

/** A worker alone; any number of them share the work. */
export function run(args: string[]): Promise<number> {
  readFlags(args, {}, usage);
  return serveAlone({}, ({ env, logs }) => {
    const worker = startWorker(env, logs);
    if (!worker) throw new Sentence("There is no worker/main.ts to start.");
    return { process: worker, ready: Promise.resolve("The worker runs.") };
  });
}
