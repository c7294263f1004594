import { jsonText } from "../../domain/json-text.ts";
import type { Prisma } from "./generated/client.ts";

/** Rows come with nulls, the domain has absent fields. */
export type Plain<T> = { [K in keyof T as null extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as null extends T[K] ? K : never]?: Exclude<T[K], null>;
};

export function plain<T extends object>(row: T): Plain<T> {
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== null && value !== undefined),
  ) as Plain<T>;
}

export function ms(date: Date | null): number | null {
  return date === null ? null : date.getTime();
}

export function date(at: number): Date;
export function date(at: number | undefined): Date | null;
export function date(at: number | undefined): Date | null {
  return at === undefined ? null : new Date(at);
}

/** As Postgres can keep it. */
export function json(value: unknown): Prisma.InputJsonValue {
  return JSON.parse(jsonText(value)) as Prisma.InputJsonValue;
}

/** Between JSON texts that are sent as one: it stands in none of them, where it would be escaped. */
export const separator = "\u001e";
