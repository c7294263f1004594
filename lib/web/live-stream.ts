import "server-only";
import type { LiveMessage } from "../contracts/board.ts";
import { Unavailable } from "../ports/failures.ts";
import { type Caller, callerOf } from "./actor.ts";
import type { Web } from "./deps.ts";
import { oldestHeard } from "./fleet.ts";
import type { News } from "./fleet-facts.ts";
import { messageFor } from "./loaders/board.ts";
import { answering, refusal } from "./route.ts";

const heartbeatMs = 15_000;
const heardMs = 5_000;
/** Who has not read this much yet is told to begin anew: a stream is never a store. */
const mostWaiting = 1_000_000;

/**
 * Server-sent events: the changed cells, for this person. It goes on after `after` or after the
 * last event's id; where the gap is too large to fill it says "reload". The permission is
 * looked up again while the stream is open.
 */
export async function live(request: Request): Promise<Response> {
  return answering(request, async (web) => {
    const caller = await callerOf(web, request);
    if (!caller.ok) return refusal(caller);
    if (!web.live.connected()) throw new Unavailable("The database does not answer.");
    const asked = Number(
      request.headers.get("last-event-id") ?? new URL(request.url).searchParams.get("after") ?? Number.NaN,
    );
    return new Response(stream(web, request, Number.isSafeInteger(asked) ? asked : web.fleet.cursor), {
      headers: {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store, no-transform",
        "x-accel-buffering": "no",
      },
    });
  });
}

function stream(web: Web, request: Request, after: number): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stop = () => {};
  return new ReadableStream<Uint8Array>(
    {
      async start(controller) {
        let actor = await callerOf(web, request);
        let closed = false;
        const close = () => {
          if (closed) return;
          closed = true;
          stop();
          try {
            controller.close();
          } catch {
            // The reader closed it first.
          }
        };
        const write = (text: string) => {
          if (closed) return;
          if ((controller.desiredSize ?? 0) < -mostWaiting) return close();
          try {
            controller.enqueue(encoder.encode(text));
          } catch {
            close();
          }
        };
        const send = (message: LiveMessage) => write(frame(message));
        const unfollow = web.fleet.follow((news) => {
          const text = actor.ok ? told(web, actor.value, news) : undefined;
          if (text) write(text);
        });
        const beat = setInterval(async () => {
          write(": still here\n\n");
          const again = await callerOf(web, request).catch(() => actor);
          if (!again.ok) return close();
          const before = actor;
          actor = again;
          // What somebody may no longer see leaves their screen, too.
          if (before.ok && !sameGrants(before.value, again.value))
            send({ cursor: web.fleet.cursor, at: web.now(), reload: true });
        }, heartbeatMs);
        const heard = setInterval(() => {
          // Whoever hears nothing of changes must not look live: the browser comes again, and says so meanwhile.
          if (!web.live.connected()) return close();
          send({ cursor: web.fleet.cursor, at: web.now(), heard: heardOf(web, actor) });
        }, heardMs);
        stop = () => {
          unfollow();
          clearInterval(beat);
          clearInterval(heard);
        };
        request.signal.addEventListener("abort", close);
        write("retry: 1000\n\n");
        send(missed(web, actor, after));
      },
      cancel() {
        stop();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 64 * 1024 }),
  );
}

function sameGrants(a: Caller, b: Caller): boolean {
  return JSON.stringify(a.grants) === JSON.stringify(b.grants);
}

function frame(message: LiveMessage): string {
  return `id: ${message.cursor}\ndata: ${JSON.stringify(message)}\n\n`;
}

const framed = new WeakMap<News, Map<string, string | undefined>>();

/** The same for all tabs of those who may see the same: it is put together once. */
function told(web: Web, actor: Caller, news: News): string | undefined {
  const known = framed.get(news) ?? new Map<string, string | undefined>();
  framed.set(news, known);
  const key = `${actor.login} ${JSON.stringify(actor.grants)}`;
  if (!known.has(key)) {
    const message = messageFor(web, actor, news);
    known.set(key, message && frame(message));
  }
  return known.get(key);
}

type Known = Awaited<ReturnType<typeof callerOf>>;

function missed(web: Web, actor: Known, after: number): LiveMessage {
  const gap = web.fleet.since(after);
  const nothing = { cursor: web.fleet.cursor, at: web.now(), heard: heardOf(web, actor) };
  if (!gap) return { ...nothing, reload: true };
  return { ...nothing, ...(actor.ok ? messageFor(web, actor.value, { cursor: web.fleet.cursor, ...gap }) : {}) };
}

function heardOf(web: Web, actor: Known): Record<string, number> {
  if (!actor.ok) return {};
  const columns = web.fleet.columns(actor.value);
  return Object.fromEntries(
    columns.flatMap((column) => {
      const at = oldestHeard(web.fleet.heardOn(column.cluster));
      return at === undefined ? [] : [[column.id, at]];
    }),
  );
}
