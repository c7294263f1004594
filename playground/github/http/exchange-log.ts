/** One request that was answered. Bodies of the REST API only, and only while they are small. */
export type Exchange = {
  id: number;
  at: string;
  kind: "rest" | "git" | "page";
  method: string;
  path: string;
  query: string;
  template: string | null;
  status: number;
  actor: string | null;
  requestBody?: unknown;
  responseBody?: unknown;
  responseHeaders?: Record<string, string>;
};

const kept = 5000;
const keptBodies = 1000;
const smallBody = 200_000;

/** What was asked, newest last, so that tests can count the writes. */
export class ExchangeLog {
  private exchanges: Exchange[] = [];
  private lastId = 0;
  private readonly listeners = new Set<(exchange: Exchange) => void>();

  add(exchange: Omit<Exchange, "id">): void {
    this.lastId += 1;
    const whole = { ...exchange, id: this.lastId };
    for (const listener of this.listeners) listener(whole);
    this.exchanges.push(whole);
    const old = this.exchanges[this.exchanges.length - 1 - keptBodies];
    if (old) {
      delete old.requestBody;
      delete old.responseBody;
    }
    if (this.exchanges.length > kept * 2) this.exchanges = this.exchanges.slice(-kept);
  }

  list(since = 0): Exchange[] {
    return this.exchanges.filter((exchange) => exchange.id > since);
  }

  /** Requests that may have changed something. */
  writes(since = 0): Exchange[] {
    return this.list(since).filter(
      (exchange) => exchange.kind === "rest" && !["GET", "HEAD"].includes(exchange.method),
    );
  }

  clear(): void {
    this.exchanges = [];
  }

  onExchange(listener: (exchange: Exchange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

export function shownBody(text: string): unknown {
  if (text === "" || text.length > smallBody) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
