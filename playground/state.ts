import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { clusters } from "./fleet/declared.ts";

/**
 * What the playground remembers of itself between starts. Ports are among it: the fleet's files
 * name the GitHub and the registry by them, so another port would be another world.
 */
export type State = {
  ports: Record<string, number>;
  seeded: boolean;
  /** Clusters that have had their first day. */
  born: string[];
  /** The second repository, which comes after the start. */
  warehouse?: "begun" | "there";
  secrets: { github: string; webhook: string; oauthId: string; oauth: string; flux: string; cluster: string };
  app?: { id: number; privateKey: string };
};

export const portNames = ["control", "github", "registry", ...clusters] as const;

export async function openState(
  dataDir: string,
  given: { ports?: Record<string, number>; portBase?: number },
): Promise<State> {
  mkdirSync(dataDir, { recursive: true });
  const path = fileOf(dataDir);
  if (existsSync(path)) return JSON.parse(readFileSync(path, "utf8")) as State;
  const ports: Record<string, number> = {};
  for (const [index, name] of portNames.entries()) {
    ports[name] = given.ports?.[name] || (given.portBase ? given.portBase + index : await freePort());
  }
  const secret = () => randomBytes(24).toString("base64url");
  const secrets = {
    github: `ghp_${randomBytes(18).toString("hex")}`,
    webhook: secret(),
    oauthId: "playground",
    oauth: secret(),
    flux: secret(),
    cluster: secret(),
  };
  return { ports, seeded: false, born: [], secrets };
}

export const portOf = (state: State, name: string): number => state.ports[name] ?? 0;

export function saveState(dataDir: string, state: State): void {
  const path = fileOf(dataDir);
  writeFileSync(`${path}.new`, JSON.stringify(state, null, 2), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

const fileOf = (dataDir: string): string => join(dataDir, "state.json");

/** One that nobody holds now. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
