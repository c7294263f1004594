import type { World } from "../world/world.ts";

type Window = { resetAt: number; used: number };

/** GitHub's primary limit: so many calls an hour for each who calls. */
export class RateLimit {
  /** Lowered by tests that want to run into it. */
  limit = 5000;
  private readonly windows = new Map<string, Window>();
  private readonly world: World;

  constructor(world: World) {
    this.world = world;
  }

  /** Counts a call; `free` ones are told where they stand and cost nothing. The stand-in itself never refuses: a fault does. */
  take(id: string, free: boolean): Record<string, string> {
    const now = Math.floor(this.world.clock().getTime() / 1000);
    let window = this.windows.get(id);
    if (!window || window.resetAt <= now) {
      window = { resetAt: now + 3600, used: 0 };
      this.windows.set(id, window);
    }
    if (!free) window.used += 1;
    return {
      "x-ratelimit-limit": String(this.limit),
      "x-ratelimit-remaining": String(Math.max(0, this.limit - window.used)),
      "x-ratelimit-reset": String(window.resetAt),
      "x-ratelimit-used": String(window.used),
      "x-ratelimit-resource": "core",
    };
  }
}
