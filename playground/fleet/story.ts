import type { Declared, Move } from "./declared.ts";

/**
 * Two weeks at acme, told in days before the playground is born. A release has what it brought
 * (a pull request each); a deployment is a pull request on the fleet. The end of the story is
 * what the board shows first, so it is worth a look:
 * payments has reached one of two regions, search is two releases behind in production, catalog
 * and checkout wait in staging, storefront and cert-manager are the same everywhere.
 */
export type Change = { title: string; area: string; by: string };
export type Release = { service: string; version: string; daysAgo: number; brings: readonly Change[] };
export type Deployment = Move & { daysAgo: number; by: string; because?: string };

const brings = (by: string, ...titles: [area: string, title: string][]): Change[] =>
  titles.map(([area, title]) => ({ area, title, by }));

export const releases: readonly Release[] = [
  release("checkout", "4.10.2", 16.1, brings("mira", ["tax", "Round tax per line, not per cart"])),
  release("checkout", "4.11.0", 10.9, [
    ...brings("tomas", ["address", "Remember the last used delivery address"]),
    ...brings("mira", ["delivery", "Show pickup points on a map"]),
  ]),
  release("checkout", "4.12.0", 7.9, [
    ...brings("mira", ["payment", "Retry declined cards once after a soft decline"]),
    ...brings("dev", ["totals", "Take totals from the pricing service"]),
  ]),
  release("checkout", "4.12.1", 5.9, brings("tomas", ["coupon", "Keep the coupon when two baskets are merged"])),
  release("checkout", "4.13.0", 1.2, [
    ...brings("mira", ["express", "Offer express checkout to returning customers"]),
    ...brings("tomas", ["address", "Give up on the address lookup after two seconds"]),
    ...brings("dev", ["order", "Number orders without gaps"]),
  ]),
  release("payments", "3.6.1", 15.8, brings("tomas", ["wallet", "Accept wallets that answer late"])),
  release(
    "payments",
    "3.7.0",
    8.2,
    brings("mira", ["invoice", "Pay by invoice within 30 days"], ["risk", "Ask for a second factor above 250 EUR"]),
  ),
  release("payments", "3.7.1", 5.1, brings("tomas", ["refund", "Do not refund twice when the bank repeats itself"])),
  release("payments", "3.7.2", 2.1, brings("dev", ["settlement", "Settle at midnight of the region, not of UTC"])),
  release("payments", "3.8.0-rc.1", 0.3, brings("mira", ["instalments", "Pay in three instalments"])),
  release("notifier", "0.18.0", 17.2, brings("tomas", ["templates", "Send mails in the customer's language"])),
  release("notifier", "0.19.0", 6.8, brings("dev", ["channels", "Send a text message when a parcel is late"])),
  release("notifier", "0.19.1", 4.2, brings("tomas", ["channels", "Stop after three failed deliveries"])),
  release("notifier", "0.20.0", 0.9, brings("tomas", ["digest", "Gather updates of an order into one mail a day"])),
  release("catalog", "2.19.0", 14.7, brings("ines", ["stock", "Say how many are left below five"])),
  release(
    "catalog",
    "2.20.0",
    7.1,
    brings("yuki", ["price", "Show the lowest price of the last 30 days"], ["media", "Serve pictures as AVIF"]),
  ),
  release("catalog", "2.20.1", 6.2, brings("ines", ["price", "Leave out prices that were never public"])),
  release("catalog", "2.21.0", 1.7, brings("yuki", ["variants", "Group sizes and colours of one product"])),
  release("search", "1.32.3", 15.1, brings("ines", ["index", "Index new products within a minute"])),
  release("search", "1.33.0", 4.8, brings("yuki", ["synonyms", "Know that a sweater is a jumper"])),
  release(
    "search",
    "1.34.0",
    2.7,
    brings("yuki", ["ranking", "Rank what is in stock first"], ["query", "Forgive one typo in short words"]),
  ),
  release("storefront", "7.2.0", 14.5, brings("ines", ["navigation", "Open the menu without a script"])),
  release("storefront", "7.3.0", 9.1, brings("dev", ["basket", "Keep the basket in sight while scrolling"])),
  release(
    "storefront",
    "7.4.0",
    4.4,
    brings(
      "ines",
      ["images", "Load pictures when they come into view"],
      ["contrast", "Make prices readable in sunlight"],
    ),
  ),
  release("platform", "1.7.0", 13.2, brings("kofi", ["limits", "Raise the default memory limit"])),
  release("platform", "1.8.0", 9.6, brings("rhea", ["logs", "Keep logs two days longer"])),
  release("platform", "1.8.1", 6.0, brings("kofi", ["limits", "Give new services room to start"])),
  release("platform", "1.9.0", 1.9, brings("adam", ["defaults", "One place for the defaults of a namespace"])),
];

/** What the fleet says before the first deployment of the story. */
export const beginning: Declared = {
  checkout: { development: "4.10.2", staging: "4.10.2", production: "4.10.2" },
  catalog: { development: "2.19.0", staging: "2.19.0", production: "2.19.0" },
  search: { development: "1.32.3", staging: "1.32.3", production: "1.32.3" },
  storefront: { development: "7.2.0", staging: "7.2.0", production: "7.2.0" },
  "ingress-nginx": { development: "4.13.1", staging: "4.13.1", production: "4.13.0" },
  "cert-manager": { development: "v1.18.2", staging: "v1.18.2", production: "v1.18.1" },
  payments: { development: ">=3.0.0-0", staging: "3.6.1", "production-eu": "3.6.1", "production-us": "3.6.1" },
  notifier: { development: "0.18.0", staging: "0.18.0", "production-eu": "0.18.0", "production-us": "0.18.0" },
  platform: { development: "main", staging: ">=1.7.0 <2.0.0", "production-eu": "1.7.0", "production-us": "1.7.0" },
};

/** The first commit of the services, and of the fleet. */
export const servicesBornDaysAgo = 19;
export const fleetBornDaysAgo = 13.6;

export const deployments: readonly Deployment[] = [
  ...everywhere("checkout", "4.11.0", [10.8, 10.1, 9.2]),
  ...everywhere("storefront", "7.3.0", [9.0, 8.9, 8.1]),
  { service: "cert-manager", to: "production", version: "v1.18.2", daysAgo: 8.9, by: "kofi" },
  { service: "platform", to: "production-eu", version: "1.8.0", daysAgo: 8.3, by: "rhea" },
  { service: "platform", to: "production-us", version: "1.8.0", daysAgo: 8.2, by: "rhea" },
  { service: "payments", to: "staging", version: "3.7.0", daysAgo: 8.0, by: "mira" },
  ...everywhere("checkout", "4.12.0", [7.8, 7.2, 6.4]),
  { service: "payments", to: "production-eu", version: "3.7.0", daysAgo: 7.05, by: "tomas" },
  { service: "payments", to: "production-us", version: "3.7.0", daysAgo: 6.95, by: "tomas" },
  ...everywhere("catalog", "2.20.0", [7.0, 6.9]),
  { service: "notifier", to: "development", version: "0.19.0", daysAgo: 6.7, by: "acme-ci" },
  ...everywhere("catalog", "2.20.1", [6.1, 6.05, 5.3]),
  ...everywhere("checkout", "4.12.1", [5.85, 5.2, 4.3]),
  { service: "ingress-nginx", to: "production", version: "4.13.1", daysAgo: 5.25, by: "kofi" },
  { service: "platform", to: "production-eu", version: "1.8.1", daysAgo: 5.05, by: "rhea" },
  { service: "platform", to: "production-us", version: "1.8.1", daysAgo: 5.0, by: "rhea" },
  { service: "payments", to: "staging", version: "3.7.1", daysAgo: 4.95, by: "tomas" },
  { service: "search", to: "development", version: "1.33.0", daysAgo: 4.7, by: "acme-ci" },
  ...everywhere("storefront", "7.4.0", [4.35, 4.1, 3.2]),
  { service: "notifier", to: "development", version: "0.19.1", daysAgo: 4.15, by: "acme-ci" },
  { service: "notifier", to: "staging", version: "0.19.1", daysAgo: 4.05, by: "dev" },
  { service: "search", to: "staging", version: "1.33.0", daysAgo: 3.9, by: "yuki" },
  {
    service: "payments",
    to: "production-eu",
    version: "3.7.1",
    daysAgo: 3.3,
    by: "tomas",
    because: "Refunds were paid twice on two mornings.",
  },
  { service: "payments", to: "production-us", version: "3.7.1", daysAgo: 3.25, by: "tomas" },
  { service: "notifier", to: "production-eu", version: "0.19.1", daysAgo: 3.05, by: "dev" },
  { service: "notifier", to: "production-us", version: "0.19.1", daysAgo: 2.95, by: "dev" },
  { service: "search", to: "development", version: "1.34.0", daysAgo: 2.65, by: "acme-ci" },
  { service: "search", to: "staging", version: "1.34.0", daysAgo: 2.2, by: "yuki" },
  { service: "ingress-nginx", to: "development", version: "4.13.2", daysAgo: 2.15, by: "kofi" },
  { service: "payments", to: "staging", version: "3.7.2", daysAgo: 2.0, by: "dev" },
  { service: "catalog", to: "development", version: "2.21.0", daysAgo: 1.65, by: "acme-ci" },
  { service: "ingress-nginx", to: "staging", version: "4.13.2", daysAgo: 1.4, by: "kofi" },
  ...everywhere("checkout", "4.13.0", [1.15, 0.9]),
  { service: "notifier", to: "development", version: "0.20.0", daysAgo: 0.85, by: "acme-ci" },
  { service: "catalog", to: "staging", version: "2.21.0", daysAgo: 0.35, by: "ines" },
  { service: "payments", to: "production-eu", version: "3.7.2", daysAgo: 0.22, by: "dev" },
];

type Staged = "checkout" | "catalog" | "search" | "storefront";

/** Development by the robot, then staging and production by people, as far as the days go. */
function everywhere(service: Staged, version: string, daysAgo: readonly number[]): Deployment[] {
  const owner = service === "checkout" ? "mira" : "ines";
  return (["development", "staging", "production"] as const).flatMap((to, step) => {
    const at = daysAgo[step];
    return at === undefined ? [] : [{ service, to, version, daysAgo: at, by: step === 0 ? "acme-ci" : owner }];
  });
}

function release(service: string, version: string, daysAgo: number, changes: readonly Change[]): Release {
  return { service, version, daysAgo, brings: changes };
}
