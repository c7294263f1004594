import { type BrowserContext, test as base, expect, type Page } from "@playwright/test";
import { baseUrl } from "./world.ts";

export { expect } from "@playwright/test";

export const people = {
  vera: "Vera Lindqvist",
  dev: "Devon Okafor",
  ada: "Ada Marchetti",
  rhea: "Rhea Sandoval",
  adam: "Adam Novak",
} as const;
export type Login = keyof typeof people;

type State = Awaited<ReturnType<BrowserContext["storageState"]>>;
const sessions = new Map<Login, State>();

type Fixtures = {
  /** A page of somebody who is signed in; each in a browser of their own. */
  as: (
    login: Login,
    options?: { colorScheme?: "light" | "dark"; viewport?: { width: number; height: number } },
  ) => Promise<Page>;
};

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs
  baseURL: async ({}, use) => use(baseUrl()),
  as: async ({ browser, baseURL }, use) => {
    const opened: BrowserContext[] = [];
    await use(async (login, options = {}) => {
      const storageState = sessions.get(login);
      const context = await browser.newContext({ baseURL, storageState, ...options });
      opened.push(context);
      const page = await context.newPage();
      if (storageState) await page.goto("/board");
      else {
        await signIn(page, login);
        await untilFilled(page);
        sessions.set(login, await context.storageState());
      }
      return page;
    });
    await Promise.all(opened.map((context) => context.close()));
  },
});

/** A product that has just begun reads its repository and its clusters first: no journey is about that. */
async function untilFilled(page: Page): Promise<void> {
  const running = async () => {
    const { cells } = (await (await page.request.get("/api/v1/board")).json()) as { cells: { version?: string }[] };
    return cells.length > 0 && cells.filter(({ version }) => version).length > cells.length / 2;
  };
  await expect.poll(running, { timeout: 120_000 }).toBe(true);
}

/** By the door, as a person does. Ends on the board. */
export async function signIn(page: Page, login: Login): Promise<void> {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Sign in with GitHub" }).click();
  await page.getByRole("button", { name: people[login] }).click();
  await expect(page.getByRole("heading", { name: "Board", level: 1 })).toBeVisible();
}

export function cell(page: Page, service: string, place: string) {
  return page.getByRole("gridcell", { name: new RegExp(`^${service}, ${place}: `) });
}
