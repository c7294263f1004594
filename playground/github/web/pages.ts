import { type Incoming, plain, type Reply } from "../http/reply.ts";
import type { World } from "../world/world.ts";

export async function answerPage(_world: World, _incoming: Incoming): Promise<{ reply: Reply; actor: string | null }> {
  return { reply: plain("Not Found\n", 404), actor: null };
}
