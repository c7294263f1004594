import type { Declared, Step } from "./declared.ts";

export const warehouse = "warehouse";

/** Image → version → days since it was published. */
export const images: Record<keyof Declared, Record<string, number>> = {
  orders: { "5.0.0": 16, "5.1.0": 11.4, "5.2.0": 5.1, "5.3.0": 1.6 },
  labels: { "2.3.0": 15, "2.4.0": 9, "2.5.0": 2 },
  ledger: { "3.0.0": 20, "3.1.0": 7.9, "3.2.0": 0.7 },
  scanner: { "1.8.0": 14, "1.8.1": 2.9, "1.9.0": 5.7 },
  reports: { "0.9.2": 14, "0.9.4": 3.4, "0.9.5": 0.7 },
};

export const beginning: Declared = {
  orders: { development: "5.0.0", staging: "5.0.0", production: "5.0.0" },
  labels: { dev: "2.3.0", stage: "2.3.0", "eu-1": "2.3.0", "us-1": "2.3.0" },
  ledger: { development: "3.0.0", base: "3.0.0" },
  scanner: { base: "1.8.0", component: "1.8.0", "us-1": "1.8.0" },
  reports: { development: "0.9.2", staging: "0.9.2" },
};

export const bornDaysAgo = 12.5;

/** Small steps by few people, straight to main: nobody has asked for more here. */
export const steps: readonly (Step & { daysAgo: number; by: string })[] = [
  { service: "orders", at: "development", version: "5.1.0", daysAgo: 11.2, by: "kofi" },
  { service: "orders", at: "staging", version: "5.1.0", daysAgo: 10.6, by: "kofi" },
  { service: "orders", at: "production", version: "5.1.0", daysAgo: 9.4, by: "rhea" },
  { service: "labels", at: "dev", version: "2.4.0", daysAgo: 8.8, by: "yuki" },
  { service: "labels", at: "stage", version: "2.4.0", daysAgo: 8.1, by: "yuki" },
  { service: "ledger", at: "development", version: "3.1.0", daysAgo: 7.7, by: "kofi" },
  { service: "labels", at: "eu-1", version: "2.4.0", daysAgo: 6.9, by: "rhea" },
  { service: "labels", at: "us-1", version: "2.4.0", daysAgo: 6.6, by: "rhea" },
  { service: "ledger", at: "base", version: "3.1.0", daysAgo: 5.9, by: "kofi" },
  { service: "scanner", at: "component", version: "1.9.0", daysAgo: 5.5, by: "ines" },
  { service: "orders", at: "development", version: "5.2.0", daysAgo: 4.9, by: "kofi" },
  { service: "orders", at: "staging", version: "5.2.0", daysAgo: 4.2, by: "kofi" },
  { service: "orders", at: "production", version: "5.2.0", daysAgo: 3.1, by: "rhea" },
  { service: "reports", at: "staging", version: "0.9.4", daysAgo: 3, by: "ines" },
  { service: "scanner", at: "us-1", version: "1.8.1", daysAgo: 2.6, by: "rhea" },
  { service: "labels", at: "dev", version: "2.5.0", daysAgo: 1.8, by: "yuki" },
  { service: "orders", at: "development", version: "5.3.0", daysAgo: 1.4, by: "kofi" },
  { service: "labels", at: "stage", version: "2.5.0", daysAgo: 1.1, by: "yuki" },
  { service: "orders", at: "staging", version: "5.3.0", daysAgo: 0.8, by: "kofi" },
  { service: "reports", at: "development", version: "0.9.5", daysAgo: 0.6, by: "ines" },
];
