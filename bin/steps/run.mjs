// The other side of node24.mjs: runs on Node 24 already.
import { endWithParent, finish } from "./node24.mjs";

const [name, ...args] = process.argv.slice(2);
endWithParent();
const { run } = await import(`../commands/${name}.ts`);
await finish(run(args));
