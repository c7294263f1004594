import { get, type Route } from "../http/router.ts";
import { apiUrl } from "../present/urls.ts";

export const metaRoutes: Route[] = [
  get("/meta", "anyone", () => ({
    status: 200,
    body: { verifiable_password_authentication: false, installed_version: "3.19.0" },
  })),
  get("/rate_limit", "anyone", (c) => {
    const count = (name: string): number => Number(c.headers[`x-ratelimit-${name}`] ?? 0);
    const core = { limit: count("limit"), remaining: count("remaining"), reset: count("reset"), used: count("used") };
    const search = { ...core, limit: 30, remaining: 30, used: 0 };
    return { status: 200, body: { resources: { core, search }, rate: core } };
  }),
  get("/zen", "anyone", () => ({
    status: 200,
    raw: "Practicality beats purity.",
    headers: { "content-type": "text/plain;charset=utf-8" },
  })),
  get("/", "anyone", (c) => ({
    status: 200,
    body: {
      current_user_url: apiUrl(c.world, "/user"),
      rate_limit_url: apiUrl(c.world, "/rate_limit"),
      repository_url: apiUrl(c.world, "/repos/{owner}/{repo}"),
      user_url: apiUrl(c.world, "/users/{user}"),
    },
  })),
];
