// Reads the log of a repository until it is killed: log.test.ts does that.
import { readHistory } from "../../../lib/usecases/read-history.ts";
import { wire } from "../../../lib/wire.ts";

await readHistory(await wire("command"), { repository: process.argv[2] ?? "" });
process.exit(0);
