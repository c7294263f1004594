import type { Octokit } from "@octokit/rest";
import { statusOf } from "./status.ts";

/** Letters that are kept for one client, and of one answer. An App has a client for each of its repositories. */
const mostKept = 2_000_000;
const mostOfOne = 400_000;

/**
 * What is asked again and is as it was costs nothing of the hour's budget, when we say what we have. A promotion that
 * waits is looked at every few seconds, by half a dozen questions: seven that waited for approval used up 5,000 an hour.
 * https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate
 */
export function remember({ hook, request: { endpoint } }: Octokit): void {
  const known = new Map<string, { etag: string; text: string }>();
  let kept = 0;
  const forget = (url: string) => {
    kept -= known.get(url)?.text.length ?? 0;
    known.delete(url);
  };
  const keep = (url: string, etag: string, answer: object) => {
    forget(url);
    const text = JSON.stringify(answer);
    if (text.length > mostOfOne) return;
    known.set(url, { etag, text });
    kept += text.length;
    for (const oldest of known.keys()) {
      if (kept <= mostKept) return;
      forget(oldest);
    }
  };
  hook.wrap("request", async (ask, options) => {
    if (options.method !== "GET") return ask(options);
    const { url } = endpoint.parse(options);
    const before = known.get(url);
    // Who comes after us has these very options already: others would not reach them.
    if (before) options.headers["if-none-match"] = before.etag;
    try {
      const answer = await ask(options);
      const { etag } = answer.headers;
      if (etag && answer.status === 200) keep(url, etag, answer);
      return answer;
    } catch (error) {
      if (before === undefined || statusOf(error) !== 304) throw error;
      // As text, since whoever reads pages of it takes answers apart.
      const answer = JSON.parse(before.text);
      keep(url, before.etag, answer);
      return answer;
    }
  });
}
