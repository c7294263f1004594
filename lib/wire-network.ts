import dns from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { Agent, buildConnector, fetch as undiciFetch } from "undici";
import { reachable } from "./domain/network.ts";
import { Rejected } from "./ports/failures.ts";

type Connector = ReturnType<typeof buildConnector>;
type ConnectorOptions = NonNullable<Parameters<typeof buildConnector>[0]>;

export type Network = ReturnType<typeof guardedNetwork>;

/**
 * Ways out that hold every connection against the rule of who may be spoken to, at the very
 * address that is connected to: a name that meant something else when it was checked, and a
 * redirect, end here as well. What the operator named (`trusted`) is his to decide.
 */
export function guardedNetwork(allowed: readonly string[]) {
  const connector = (trusted: boolean, options: ConnectorOptions): Connector =>
    trusted ? buildConnector(options) : guarded(allowed, options);
  const trusting = new Agent();
  const guarding = new Agent({ connect: connector(false, { timeout: 10_000 }) });
  return {
    connector,

    /** Of Undici and not the global one, since only the same release understands its agents. */
    fetch(trusted: boolean): typeof fetch {
      const dispatcher = trusted ? trusting : guarding;
      const go = (url: string | URL, init?: object) => undiciFetch(url, { ...init, dispatcher });
      return go as unknown as typeof fetch;
    },

    /** For what connects by itself, as the git command does. Throws Rejected. */
    async permit(host: string): Promise<void> {
      if (allowed.includes(host)) return;
      const found = await dns.promises.lookup(host.replace(/^\[|\]$/g, ""), { all: true }).catch(() => []);
      const refused = refusal(found, allowed);
      if (refused) throw new Rejected(refused);
    },

    close: () => Promise.all([trusting.close(), guarding.close()]),
  };
}

function guarded(allowed: readonly string[], options: ConnectorOptions): Connector {
  const connect = buildConnector({ ...options, lookup: guardedLookup(allowed) } as ConnectorOptions);
  return (to, done) => {
    const address = to.hostname.replace(/^\[|\]$/g, "");
    // What is an address already is not looked up.
    const refused = isIP(address) ? refusal([{ address }], allowed) : undefined;
    if (refused) done(forbidden(refused), null);
    else connect(to, done);
  };
}

function guardedLookup(allowed: readonly string[]): LookupFunction {
  return (host, options, done) => {
    dns.lookup(host, { ...options, all: true }, (error, found) => {
      const refused = error || allowed.includes(host) ? undefined : refusal(found, allowed);
      if (error) done(error, []);
      else if (refused) done(forbidden(refused), []);
      else if (options.all || !found[0]) done(null, found);
      else done(null, found[0].address, found[0].family);
    });
  };
}

function refusal(found: readonly { address: string }[], allowed: readonly string[]): string | undefined {
  for (const { address } of found) {
    const permitted = reachable(address, allowed);
    if (!permitted.ok) return permitted.sentence;
  }
  return undefined;
}

function forbidden(sentence: string): NodeJS.ErrnoException {
  return Object.assign(new Error(sentence, { cause: new Rejected(sentence) }), { code: "ERR_ADDRESS_REFUSED" });
}
