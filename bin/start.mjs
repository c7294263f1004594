#!/usr/bin/env node
import { runCommand } from "./steps/node24.mjs";

await runCommand("start", process.argv.slice(2));
