import { asked, isSilent, mayAsk, type Silence, waitedInVain } from "./domain/silence.ts";
import { Silent, Unavailable } from "./ports/failures.ts";

export type Patience = ReturnType<typeof patience>;

/**
 * A git host that takes calls and answers none holds up whoever asks it for as long as one waits, and all that wait
 * behind him, also for hosts that are well. So what is known of each host is kept here, for all calls of the process.
 * One that refuses at once holds up nobody, and is asked as ever.
 */
export function patience(now: () => number = () => performance.now()) {
  const hosts = new Map<string, Silence>();
  const answeredAt = new Map<string, number>();

  async function ask<T>(host: string, work: () => Promise<T>): Promise<T> {
    const began = now();
    const before = hosts.get(host);
    if (!mayAsk(before, began)) throw putOff(host);
    if (before) hosts.set(host, asked(before, began));
    try {
      const answer = await work();
      hear(host);
      return answer;
    } catch (error) {
      if (!isInVain(error)) hear(host);
      // Whoever was answered meanwhile knows better.
      else if ((answeredAt.get(host) ?? 0) <= began) hosts.set(host, waitedInVain(hosts.get(host), now()));
      throw isSilent(hosts.get(host)) ? putOff(host, error) : error;
    }
  }

  function hear(host: string): void {
    hosts.delete(host);
    answeredAt.set(host, now());
  }

  return {
    ask,
    fetch(out: typeof fetch): typeof fetch {
      return (to, init) => ask(new URL(String(to)).host, () => out(to, init));
    },
  };
}

/** Always in the same words: whoever tells them on a page has nothing new to tell. */
function putOff(host: string, cause?: unknown): Unavailable {
  return new Unavailable(`${host} does not answer. It is asked again every half a minute.`, { cause });
}

const lateCodes = ["UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "ETIMEDOUT"];

function isInVain(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause)
    if (
      at instanceof Silent ||
      at.name === "TimeoutError" ||
      lateCodes.includes((at as NodeJS.ErrnoException).code ?? "")
    )
      return true;
  return false;
}
