import type { DeploymentRow } from "../../lib/ports/store.ts";
import { fillIn, layOut, signIn } from "./fleet.ts";
import type { Child } from "./process.ts";
import { type Product, startProduct } from "./product.ts";

export const size = { services: 200, clusters: 12 };

export type BoardProduct = {
  product: Product;
  rows: DeploymentRow[];
  web: Child & { url: string };
  cookie: { name: string; value: string };
};

/** 200 services on 12 clusters, and a web server; who is signed in sees it all by a grant for each environment, so that each is asked about. */
export async function startBoard(): Promise<BoardProduct> {
  const product = await startProduct("board");
  const clusters = Array.from({ length: size.clusters }, (_, i) => ({
    id: `c${i}`,
    environment: `environment-${String(i).padStart(2, "0")}`,
  }));
  const rows = await layOut(product, { services: size.services, clusters });
  await fillIn(product, rows);
  const grants = clusters.map(({ environment }) => ({ role: "viewer", environment }));
  const cookie = await signIn(product, "vera", grants);
  const web = await product.startWeb();
  return { product, rows, web, cookie };
}
