// The other side of node24.mjs: runs on Node 24 already.
import { endWithParent, runHere } from "./node24.mjs";

const [name, ...args] = process.argv.slice(2);
endWithParent();
await runHere(name, args);
