#!/usr/bin/env node
// Starts the program, which is in the package for this platform.
"use strict";

const { spawn } = require("node:child_process");
const { constants } = require("node:os");
const targets = require("./targets.json");

/** Whether the C library is musl. Node says which glibc it runs on; without one, it is musl. */
function isMusl() {
  return process.platform === "linux" && !process.report.getReport().header.glibcVersionRuntime;
}

/** The packages that fit this platform, the best one first. A program for musl runs on glibc too. */
function packages() {
  const fits = Object.values(targets).filter(({ os, cpu }) => os === process.platform && cpu === process.arch);
  const usable = fits.filter(({ libc }) => !isMusl() || libc !== "glibc");
  const isBest = ({ libc }) => libc === undefined || (libc === "musl") === isMusl();
  return usable.sort((one, other) => isBest(other) - isBest(one)).map((target) => `@portwright/${target.package}`);
}

/** The path of the program. */
function program() {
  const names = packages();
  const file = process.platform === "win32" ? "portwright.exe" : "portwright";
  for (const name of names) {
    try {
      return require.resolve(`${name}/${file}`);
    } catch {
      // The next one.
    }
  }
  if (names.length === 0) {
    fail(
      `there is no package for ${process.platform} on ${process.arch}`,
      "build it from source: cargo install --locked portwright",
    );
  }
  fail(
    `the package ${names.join(" or ")} is not installed`,
    "install portwright again, on this platform and without --omit=optional or --no-optional",
  );
}

function fail(message, remedy) {
  process.stderr.write(`error: ${message}\n  help: ${remedy}\n`);
  process.exit(2);
}

const child = spawn(program(), process.argv.slice(2), { stdio: "inherit" });
// A terminal sends its signals to the child too, which decides what they mean. Those that only Node receives are passed on.
for (const signal of ["SIGTERM", "SIGHUP"]) {
  process.on(signal, () => child.kill(signal));
}
process.on("SIGINT", () => {});
child.on("error", (error) => fail(`portwright cannot be started: ${error.message}`, "install portwright again"));
child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
