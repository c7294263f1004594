import { parseArgs } from "node:util";
import { serveAlone } from "../steps/alone.ts";
import { startWeb, untilHealthy } from "../steps/serving.ts";

/** The web server alone; any number of them beside any number of workers. */
export function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { port: { type: "string", short: "p" }, host: { type: "string", default: "127.0.0.1" } },
  });
  return serveAlone({ port: values.port, host: values.host }, ({ port, url, env, logs }) => {
    const web = startWeb(port, values.host, env, logs);
    const ready = untilHealthy(values.host, port, web).then(() => `The web server is ready: ${url}`);
    return { process: web, ready };
  });
}
