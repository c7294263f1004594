import { serveAlone } from "../steps/alone.ts";
import { readFlags } from "../steps/flags.ts";
import { startWeb, untilHealthy } from "../steps/serving.ts";

export const usage = "sluice web [--port 3000] [--host 127.0.0.1]   the web server alone";

const options = { port: { type: "string", short: "p" }, host: { type: "string", default: "127.0.0.1" } } as const;

/** The web server alone; any number of them beside any number of workers. */
export function run(args: string[]): Promise<number> {
  const values = readFlags(args, options, usage);
  return serveAlone({ port: values.port, host: values.host }, ({ port, url, env, logs }) => {
    const web = startWeb(port, values.host, env, logs);
    const ready = untilHealthy(values.host, port, web).then(() => `The web server is ready: ${url}`);
    return { process: web, ready };
  });
}
