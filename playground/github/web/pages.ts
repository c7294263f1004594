import { createHash } from "node:crypto";
import { type Incoming, plain, type Reply } from "../http/reply.ts";
import { Problem } from "../world/problem.ts";
import type { World } from "../world/world.ts";
import { appPage, installationPage, installPage, newApp } from "./apps.ts";
import { escaped, html } from "./html.ts";
import { page } from "./layout.ts";
import { accessToken, authorize } from "./oauth.ts";
import { answerPull } from "./pull-page.ts";
import { answerRepository, homePage } from "./repository-pages.ts";
import { answerLogin, answerLogout, viewerOf } from "./session.ts";

type Found = RegExpExecArray;
type PageRoute = {
  pattern: RegExp;
  answer: (world: World, incoming: Incoming, found: Found) => Reply | Promise<Reply>;
};

const pages: PageRoute[] = [
  { pattern: /^\/$/, answer: homePage },
  { pattern: /^\/login$/, answer: answerLogin },
  { pattern: /^\/logout$/, answer: answerLogout },
  { pattern: /^\/login\/oauth\/authorize$/, answer: authorize },
  { pattern: /^\/login\/oauth\/access_token$/, answer: accessToken },
  { pattern: /^\/avatars\/u\/(\d+)$/, answer: avatar },
  { pattern: /^\/settings\/apps\/new$/, answer: (world, incoming) => newApp(world, incoming, null) },
  {
    pattern: /^\/organizations\/([^/]+)\/settings\/apps\/new$/,
    answer: (world, incoming, found) => newApp(world, incoming, found[1] ?? ""),
  },
  { pattern: /^\/(?:apps|github-apps)\/([^/]+)(\/installations\/(?:new|select_target))?$/, answer: appOrInstall },
  {
    pattern: /^\/(?:organizations\/[^/]+\/)?settings\/installations\/(\d+)$/,
    answer: (world, incoming, found) => installationPage(world, incoming, found[1] ?? ""),
  },
  { pattern: /^\/([^/]+)\/([^/]+)\/pull\/(\d+)(\.diff|\/[a-z]+)?$/, answer: answerPull },
  {
    pattern: /^\/([^/]+)\/([^/]+)(?:\/(commits?|blob|raw|tree|compare|pulls|releases)(?:\/(.*))?)?$/,
    answer: answerRepository,
  },
];

/** What people click on: few pages, no script, everything escaped. */
export async function answerPage(world: World, incoming: Incoming): Promise<{ reply: Reply; actor: string | null }> {
  const viewer = viewerOf(world, incoming);
  const actor = viewer?.login ?? null;
  for (const route of pages) {
    const found = route.pattern.exec(incoming.path);
    if (!found) continue;
    try {
      return { reply: await route.answer(world, incoming, found), actor };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const body = html`<div class="narrow"><h1>${error.status}</h1><p>${error.message}</p></div>`;
      return { reply: page(error.message, viewer, body, error.status), actor };
    }
  }
  return { reply: plain("Not Found\n", 404), actor };
}

function appOrInstall(world: World, incoming: Incoming, found: Found): Reply {
  const app = world.apps.find((one) => one.slug === found[1]);
  if (!app) throw new Problem(404, "Not Found");
  return found[2] ? installPage(world, incoming, app) : appPage(world, incoming, app);
}

/** Initials on a colour of their own: nothing is fetched from elsewhere. */
function avatar(world: World, _incoming: Incoming, found: Found): Reply {
  const user = world.users.find((one) => String(one.id) === found[1]);
  const name = user?.name ?? user?.login ?? "?";
  const initials = name
    .split(/[\s-]+/)
    .slice(0, 2)
    .map((part) => part.charAt(0).toUpperCase())
    .join("");
  const hue = (createHash("sha256").update(name).digest()[0] ?? 0) * 1.4;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="80" height="80" viewBox="0 0 80 80"><rect width="80" height="80" fill="hsl(${Math.round(hue)} 45% 45%)"/><text x="40" y="41" dy=".35em" text-anchor="middle" font-family="system-ui, sans-serif" font-size="32" fill="#fff">${escaped(initials)}</text></svg>`;
  return {
    status: 200,
    raw: svg,
    headers: { "content-type": "image/svg+xml", "cache-control": "public, max-age=3600" },
  };
}
