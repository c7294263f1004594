// Takes a job, says so, and never ends it: jobs.test.ts kills it.
import { connect } from "../../../lib/adapters/database/connect.ts";
import { createJobSender } from "../../../lib/adapters/database/job-sender.ts";
import { createJobs } from "../../../lib/adapters/database/jobs.ts";

const log = { info: () => {}, warn: () => {}, error: () => {} };
const database = await connect(process.argv[2] ?? "", { name: "dying", log });
const jobs = await createJobs(database, await createJobSender(database, log), log);
await jobs.work("discover-releases", async (input) => {
  process.send?.(input);
  await new Promise(() => {});
});
