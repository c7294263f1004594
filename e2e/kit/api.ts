import type { Page } from "@playwright/test";
import { expect } from "@playwright/test";
import type { Board } from "../../lib/contracts/board.ts";
import type { PlanPreview, Promotion } from "../../lib/contracts/promotion.ts";
import type { EnvironmentRules } from "../../lib/contracts/setup.ts";
import { baseUrl } from "./world.ts";

/** The API as the page of somebody calls it: with their session, from Sluice's own pages. */
export async function call(page: Page, method: "GET" | "POST" | "PUT" | "DELETE", path: string, data?: object) {
  const response = await page.request.fetch(`/api/v1${path}`, { method, data, headers: { origin: baseUrl() } });
  return { status: response.status(), body: await response.json() };
}

export async function read<T>(page: Page, path: string): Promise<T> {
  const { status, body } = await call(page, "GET", path);
  expect(status, JSON.stringify(body)).toBe(200);
  return body as T;
}

export const board = (page: Page) => read<Board>(page, "/board");
export const promotion = (page: Page, id: string) => read<Promotion>(page, `/promotions/${id}`);
export const plan = (page: Page, service: string, environment: string, version: string) =>
  read<PlanPreview>(page, `/plan?${new URLSearchParams({ service, environment, version })}`);

export type Wish = { service: string; environment: string; version: string; reason: string; supersede?: boolean };

/** Asks for a promotion as a script would, where a journey is about what comes after. */
export async function ask(page: Page, wish: Wish): Promise<{ id: string; number: number }> {
  const { status, body } = await call(page, "POST", "/promotions", wish);
  expect(status, JSON.stringify(body)).toBe(200);
  return body as { id: string; number: number };
}

/** The number of its pull request, when it is open. */
export async function pullRequestOf(page: Page, id: string): Promise<number> {
  let number: number | undefined;
  await expect
    .poll(async () => {
      number = (await promotion(page, id)).pullRequest?.number;
      return number;
    })
    .toBeDefined();
  return number ?? 0;
}

export async function setRules(page: Page, environment: string, change: Partial<EnvironmentRules>): Promise<void> {
  const { environments } = await read<{ environments: { name: string; rules: EnvironmentRules }[] }>(
    page,
    "/environments",
  );
  const rules = environments.find((each) => each.name === environment)?.rules;
  const { status, body } = await call(page, "PUT", `/environments/${environment}/rules`, { ...rules, ...change });
  expect(status, JSON.stringify(body)).toBe(200);
}
