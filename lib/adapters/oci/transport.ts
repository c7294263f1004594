import { Rejected, Unavailable } from "../../ports/failures.ts";
import { tokenAnswer } from "./schema.ts";

/** `insecure` registries are spoken to by plain HTTP: only those that the operator named. */
export type RegistryAccess = { insecure: boolean; trusted: boolean; username?: string; password?: string };

/** `trusted` is what the operator named: it may be at a local address. */
export type Fetches = (trusted: boolean) => typeof fetch;

export type Answer = { text: string; headers: Headers };

/** How long an answer is waited for, and how long nobody asks after that was in vain. */
export type Patience = { answerWithinMs: number; restMs: number };

type Options = { path?: string; accept?: string; scheme?: string; maxBytes?: number };

/**
 * GET with the bearer dance of registries: a 401 names a realm, whose token opens the door.
 * A redirect is followed once and without credentials (blobs live elsewhere); an answer is
 * capped in time and bytes. Undefined means 404.
 */
export function registryClient(
  accessOf: (host: string) => Promise<RegistryAccess>,
  fetches: Fetches = () => fetch,
  { answerWithinMs, restMs }: Patience = { answerWithinMs: 20_000, restMs: 30_000 },
) {
  const tokens = new Map<string, { header: string; until: number }>();
  const silent = new Map<string, number>();

  /** A registry that let one wait in vain does not get the next one to wait as well: others are behind him. */
  async function get(host: string, target: string, options: Options = {}): Promise<Answer | undefined> {
    const left = (silent.get(host) ?? 0) - performance.now();
    if (left > 0) throw new Unavailable(notAnswering(host), { retryAfterMs: left });
    const began = performance.now();
    try {
      return await ask(host, target, options);
    } catch (error) {
      const waited = performance.now() - began >= answerWithinMs * 0.9;
      if (error instanceof Unavailable && waited) silent.set(host, performance.now() + restMs);
      throw error;
    }
  }

  async function ask(host: string, target: string, options: Options): Promise<Answer | undefined> {
    const access = await accessOf(host);
    const scheme = options.scheme ?? (access.insecure ? "http:" : "https:");
    if (scheme === "http:" && !access.insecure)
      throw new Rejected(
        `${host} would be spoken to without encryption. Name it among the insecure registries to allow it.`,
      );
    const key = `${host}/${options.path ?? ""}`;
    const known = tokens.get(key);
    const out = within(answerWithinMs, fetches(access.trusted));
    const first = await fetchOnce(
      out,
      `${scheme}//${host}${target}`,
      options,
      known && known.until > performance.now() ? known.header : basic(access),
    );
    if (first.status !== 401) return finish(first, host, options);
    await first.body?.cancel();
    const header = await authorize(first.headers.get("www-authenticate") ?? "", access, scheme, host, out);
    if (!header) throw new Rejected(`The registry ${host} does not accept Sluice's credentials.`, { status: 401 });
    tokens.set(key, { header, until: performance.now() + 60_000 });
    return finish(await fetchOnce(out, `${scheme}//${host}${target}`, options, header), host, options);
  }

  return { get };
}

const notAnswering = (host: string) => `The registry ${host} is not answering.`;

function within(ms: number, out: typeof fetch): typeof fetch {
  return (to, init) => out(to, { ...init, signal: AbortSignal.timeout(ms) });
}

async function fetchOnce(
  out: typeof fetch,
  url: string,
  options: Options,
  authorization: string | undefined,
): Promise<Response> {
  const headers: Record<string, string> = {
    "user-agent": "sluice",
    ...(options.accept ? { accept: options.accept } : {}),
  };
  try {
    const response = await out(url, {
      headers: authorization ? { ...headers, authorization } : headers,
      redirect: "manual",
    });
    const location = response.headers.get("location");
    if (response.status >= 300 && response.status < 400 && location) {
      await response.body?.cancel();
      const next = new URL(location, url);
      if (next.protocol !== "https:" && next.host !== new URL(url).host)
        throw new Rejected("The registry redirects to an address without encryption.");
      return await out(next, { headers, redirect: "error" });
    }
    return response;
  } catch (error) {
    if (error instanceof Rejected) throw error;
    const refused = refusedAddress(error);
    if (refused) throw refused;
    throw new Unavailable(notAnswering(new URL(url).host), { cause: error });
  }
}

/** What the way out refused to connect to will be refused tomorrow as well. */
function refusedAddress(error: unknown): Rejected | undefined {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof Rejected) return at;
  return undefined;
}

async function finish(response: Response, host: string, options: Options): Promise<Answer | undefined> {
  if (response.status === 404) {
    await response.body?.cancel();
    return undefined;
  }
  if (response.status === 429 || response.status >= 500) {
    await response.body?.cancel();
    throw new Unavailable(`The registry ${host} answered ${response.status}.`);
  }
  if (!response.ok) {
    await response.body?.cancel();
    throw new Rejected(`The registry ${host} answered ${response.status}.`, { status: response.status });
  }
  return { text: await capped(response, options.maxBytes ?? 4 * 1024 * 1024, host), headers: response.headers };
}

async function capped(response: Response, limit: number, host: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > limit)
        throw new Rejected(`The registry ${host} sent more than ${Math.round(limit / 1024 / 1024)} MiB.`);
      chunks.push(chunk);
    }
  } catch (cause) {
    if (cause instanceof Rejected) throw cause;
    throw new Unavailable(`The registry ${host} stopped in the middle of an answer.`, { cause });
  }
  return Buffer.concat(chunks).toString("utf8");
}

function basic(access: RegistryAccess): string | undefined {
  if (!access.username) return undefined;
  return `Basic ${Buffer.from(`${access.username}:${access.password ?? ""}`).toString("base64")}`;
}

async function authorize(
  challenge: string,
  access: RegistryAccess,
  scheme: string,
  host: string,
  out: typeof fetch,
): Promise<string | undefined> {
  if (/^basic/i.test(challenge)) return basic(access);
  const field = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1];
  const realm = field("realm");
  if (!/^bearer/i.test(challenge) || !realm) return undefined;
  const url = new URL(realm);
  // Credentials go to the realm: never from an encrypted registry to an address in clear, and in clear only to the same machine.
  if (url.protocol !== "https:" && !(scheme === "http:" && url.hostname === new URL(`http://${host}`).hostname))
    return undefined;
  for (const name of ["service", "scope"]) {
    const value = field(name);
    if (value) url.searchParams.set(name, value);
  }
  const own = basic(access);
  // A door-keeper that is silent has said nothing of the credentials.
  const silent = `The token service of the registry ${host}`;
  const response = await out(url, {
    headers: own ? { authorization: own } : {},
    redirect: "error",
  }).catch((cause: unknown) => {
    throw refusedAddress(cause) ?? new Unavailable(`${silent} is not answering.`, { cause });
  });
  if (response.status === 429 || response.status >= 500)
    throw new Unavailable(`${silent} answered ${response.status}.`);
  if (!response.ok) return undefined;
  const answer = tokenAnswer.safeParse(await response.json().catch(() => undefined));
  const token = answer.success ? (answer.data.token ?? answer.data.access_token) : undefined;
  return token ? `Bearer ${token}` : undefined;
}
