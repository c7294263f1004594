#!/usr/bin/env node
import { runCommand } from "./steps/node24.mjs";

await runCommand("test", process.argv.slice(2));
