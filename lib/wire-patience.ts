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

  async function ask<T>(host: string, work: () => Promise<T>): Promise<T> {
    if (!mayAsk(hosts.get(host), now())) throw putOff(host);
    keep(host, asked(hosts.get(host), now()));
    try {
      const answer = await work();
      keep(host, undefined);
      return answer;
    } catch (error) {
      keep(host, isInVain(error) ? waitedInVain(hosts.get(host), now()) : undefined);
      throw isSilent(hosts.get(host)) ? putOff(host, error) : error;
    }
  }

  function keep(host: string, silence: Silence | undefined): void {
    if (silence) hosts.set(host, silence);
    else hosts.delete(host);
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
