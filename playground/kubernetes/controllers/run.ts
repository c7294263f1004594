import type { Users } from "../access/users.ts";
import type { Registry } from "../schema/registry.ts";
import type { Store } from "../store/store.ts";
import type { Writer } from "../store/writer.ts";

export interface ControllerParts {
  store: Store;
  registry: Registry;
  writer: Writer;
  users: Users;
  clock: () => Date;
  podMs: number;
}

export interface Controllers {
  close(): void;
}

export function startControllers(_parts: ControllerParts): Controllers {
  return { close: () => undefined };
}
