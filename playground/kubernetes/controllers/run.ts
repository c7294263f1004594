import type { Event } from "../store/store.ts";
import { crds } from "./crds.ts";
import { daemonSets } from "./daemon-sets.ts";
import { deployments } from "./deployments.ts";
import { garbage } from "./garbage.ts";
import { jobs } from "./jobs.ts";
import { type Controller, type ControllerParts, isExpected, Kit } from "./kit.ts";
import { kubelet } from "./kubelet.ts";
import { namespaceContent, namespaces } from "./namespaces.ts";
import { Owners } from "./owners.ts";
import { replicaSets } from "./replica-sets.ts";
import { statefulSets } from "./stateful-sets.ts";
import { tokenSecrets } from "./token-secrets.ts";

export interface Controllers {
  close(): void;
}

const makers = [
  namespaces,
  namespaceContent,
  crds,
  garbage,
  tokenSecrets,
  deployments,
  replicaSets,
  statefulSets,
  daemonSets,
  jobs,
  kubelet,
];

/**
 * Runs all controllers on one queue: an event only marks keys, and a key is reconciled in a turn of its own, so that no
 * controller writes while a write is being told. What fails is tried again.
 */
export function startControllers(parts: ControllerParts): Controllers {
  const loop = new Loop(parts);
  return { close: () => loop.close() };
}

class Loop {
  readonly #controllers: Map<string, Controller>;
  readonly #dirty = new Map<string, { controller: Controller; key: string }>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #unsubscribe: () => void;
  #turn: NodeJS.Immediate | undefined;

  constructor(parts: ControllerParts) {
    const owners = new Owners(parts.store);
    const kit = new Kit(parts, owners, (name, key, ms) => this.#later(name, key, ms));
    this.#controllers = new Map(makers.map((make) => make(kit)).map((made) => [made.name, made]));
    this.#unsubscribe = parts.store.subscribe((shelf, event) => {
      owners.take(shelf, event);
      this.#take(shelf, event);
    });
    for (const shelf of parts.store.shelves()) {
      for (const now of parts.store.list(shelf)) {
        this.#take(shelf, { type: "ADDED", revision: now.revision, at: 0, now, before: undefined });
      }
    }
  }

  #take(shelf: string, event: Event): void {
    for (const controller of this.#controllers.values()) {
      for (const key of controller.keys(shelf, event)) this.#mark(controller, key);
    }
  }

  #mark(controller: Controller, key: string): void {
    this.#dirty.set(`${controller.name} ${key}`, { controller, key });
    this.#turn ??= setImmediate(() => this.#work());
  }

  #work(): void {
    this.#turn = undefined;
    const todo = [...this.#dirty];
    this.#dirty.clear();
    for (const [, { controller, key }] of todo) {
      try {
        controller.reconcile(key);
      } catch (error) {
        // A refusal is a race or an object that cannot be served: look again. Anything else is a bug of the stand-in.
        if (!isExpected(error)) console.error(`playground: ${controller.name} failed on ${key}`, error);
        this.#later(controller.name, key, 1_000);
      }
    }
  }

  #later(name: string, key: string, ms: number): void {
    const id = `${name} ${key}`;
    const known = this.#timers.get(id);
    if (known) clearTimeout(known);
    const timer = setTimeout(() => {
      this.#timers.delete(id);
      const controller = this.#controllers.get(name);
      if (controller) this.#mark(controller, key);
    }, ms);
    this.#timers.set(id, timer.unref());
  }

  close(): void {
    this.#unsubscribe();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#dirty.clear();
    if (this.#turn) clearImmediate(this.#turn);
  }
}
