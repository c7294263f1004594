import type { Team } from "./people.ts";

/** What acme builds, and how a tag of it becomes something that Flux can take. */
export type Service = {
  name: string;
  team: Team;
  /** `chart`: an image and a chart of the same version. `image`: only an image. `bundle`: a Flux artifact of the fleet's platform/. */
  publishes: "chart" | "image" | "bundle";
  description: string;
};

export const services: readonly Service[] = [
  { name: "checkout", team: "cart", publishes: "chart", description: "From the basket to the order." },
  { name: "payments", team: "cart", publishes: "chart", description: "Cards, wallets and invoices." },
  { name: "notifier", team: "cart", publishes: "image", description: "Mails and messages to customers." },
  { name: "catalog", team: "browse", publishes: "image", description: "Products, prices and stock." },
  { name: "search", team: "browse", publishes: "image", description: "Finds what customers mean." },
  { name: "storefront", team: "browse", publishes: "image", description: "The shop that customers see." },
  { name: "platform", team: "platform", publishes: "bundle", description: "Namespaces and defaults of every cluster." },
];

export function serviceOf(name: string): Service {
  const found = services.find((s) => s.name === name);
  if (!found) throw new Error(`There is no service called ${name} at acme.`);
  return found;
}

/** Charts of others, in the Helm repository: version → days since it was published. */
export const thirdParty: Record<string, { description: string; image: string; versions: Record<string, number> }> = {
  "cert-manager": {
    description: "Certificates for what the cluster serves.",
    image: "quay.io/jetstack/cert-manager-controller",
    versions: { "v1.17.4": 68, "v1.18.1": 41, "v1.18.2": 27, "v1.19.0": 3 },
  },
  "ingress-nginx": {
    description: "Requests from outside to services inside.",
    image: "registry.k8s.io/ingress-nginx/controller",
    versions: { "4.12.4": 75, "4.13.0": 39, "4.13.1": 24, "4.13.2": 9 },
  },
};
