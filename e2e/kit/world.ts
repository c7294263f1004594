import { readFileSync } from "node:fs";
import path from "node:path";

/**
 * The outside world of the product under test, and what a test may do to it: its CI publishes, its people act on
 * GitHub, its clusters fall silent.
 */
type Told = {
  control: { url: string };
  github: { url: string; apiUrl: string; token: string; oauth: { clientId: string; clientSecret: string } };
  registry: { url: string };
  clusters: { name: string; kubeconfig: string }[];
};

export const fleet = "acme/fleet";

export function baseUrl(): string {
  return need(process.env.SLUICE_E2E_URL);
}

export function told(): Told {
  const file = path.join(need(process.env.SLUICE_E2E_DATA), "playground/playground.json");
  return JSON.parse(readFileSync(file, "utf8")) as Told;
}

export type Order = { service: string; version?: string; titles?: string[]; by?: string; broken?: boolean };

/** Pull requests are merged, a tag is pushed, and CI publishes it; also into development, where the fleet names it. */
export const publish = (order: Order) => control("releases", order) as Promise<{ version: string; sha: string }>;

/** An image that is there gets further tags, as a registry that is never cleaned up has them. */
export async function tagAgain(image: string, tag: string, more: readonly string[]): Promise<void> {
  const at = (name: string) => `${told().registry.url}/v2/${image}/manifests/${name}`;
  const manifest = await fetch(at(tag), { headers: { accept: "application/vnd.oci.image.index.v1+json" } });
  if (!manifest.ok) throw new Error(`The registry answered ${manifest.status}.`);
  const headers = { "content-type": manifest.headers.get("content-type") ?? "" };
  const body = await manifest.text();
  for (const name of more) {
    const put = await fetch(at(name), { method: "PUT", headers, body });
    if (!put.ok) throw new Error(`The registry answered ${put.status}.`);
  }
}

export const silence = (cluster: string, on: boolean) => control(`clusters/${cluster}/silence`, { on });

/** Flux itself stops on a cluster, and goes on. */
export const pauseFlux = (cluster: string, paused: boolean) => control(`clusters/${cluster}/flux`, { paused });

export const byHand = (cluster: string, what: { path: string; patch: object }) =>
  control(`clusters/${cluster}/patch`, what);

export const mergeByHand = (number: number, by = "rhea") => asSomebody("merge", { repo: fleet, number, by });
export const closeByHand = (number: number, by = "rhea") => asSomebody("close", { repo: fleet, number, by });
export const commit = (branch: string, files: Record<string, string>, message: string, author = "mira", repo = fleet) =>
  asSomebody("commit", { repo, branch, files, message, author });

export const breakGitHub = (fault: {
  match: string;
  before?: number;
  after?: number;
  times?: number;
  body?: unknown;
}) => control("github/faults", fault);

async function control(what: string, body: object): Promise<unknown> {
  return posted(`${told().control.url}/_playground/${what}`, body);
}

function asSomebody(act: string, body: object): Promise<unknown> {
  return posted(`${told().github.url}/_playground/as/${act}`, body);
}

async function posted(url: string, body: object): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`The playground answered ${response.status}: ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}

function need(value: string | undefined): string {
  if (!value) throw new Error("The product was not started.");
  return value;
}

type Pull = { number: number; state: string; merged: boolean; head: { ref: string; sha: string } };

/** A pull request as GitHub tells it. */
export async function pullOf(number: number): Promise<Pull> {
  const { github } = told();
  const response = await fetch(`${github.apiUrl}/repos/${fleet}/pulls/${number}`, {
    headers: { authorization: `Bearer ${github.token}` },
  });
  return (await response.json()) as Pull;
}
