// node npm/build.mjs ARCHIVES OUT: makes the npm packages of a release in OUT: `portwright`, which starts the program, and a package
// with the program for each platform. ARCHIVES is the folder with the release's archives. With `--partial`, platforms without an
// archive are left out, to test with one. Prints the folders in the order in which they are to be published.
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const isPartial = process.argv.includes("--partial");
const [archives, out] = process.argv.slice(2).filter((word) => word !== "--partial");
if (!out) {
  console.error("usage: node npm/build.mjs ARCHIVES OUT [--partial]");
  process.exit(2);
}

/** A value of the table `[package]` in Cargo.toml. */
function manifest(key) {
  const table = readFileSync(join(root, "Cargo.toml"), "utf8").split(/^\[/m).find((part) => part.startsWith("package]"));
  return table.match(new RegExp(`^${key} = "(.*)"$`, "m"))[1];
}

const shared = {
  version: manifest("version"),
  license: manifest("license"),
  homepage: manifest("homepage"),
  repository: { type: "git", url: `git+${manifest("repository")}.git` },
};

/** Makes a package of files, each with its path here. */
function make(name, description, files) {
  const folder = join(out, name.replace("@portwright/", ""));
  mkdirSync(folder, { recursive: true });
  const licences = ["LICENSE-APACHE", "LICENSE-MIT"].map((file) => [file, join(root, file)]);
  for (const [file, from] of [...files.entries(), ...licences]) {
    copyFileSync(from, join(folder, file));
  }
  return { folder, write: (more) => {
    const text = JSON.stringify({ name, description, ...shared, ...more }, null, 2);
    writeFileSync(join(folder, "package.json"), `${text}\n`);
    console.log(folder);
  } };
}

/** Takes the program out of a release's archive. */
function unpack(target, into) {
  const isWindows = target.includes("windows");
  const archive = join(archives, `portwright-${target}.${isWindows ? "zip" : "tar.gz"}`);
  if (!existsSync(archive)) {
    if (isPartial) return undefined;
    throw new Error(`${archive} is missing`);
  }
  const command = isWindows ? ["unzip", "-q", archive, "-d", into] : ["tar", "-xzf", archive, "-C", into];
  execFileSync(command[0], command.slice(1));
  const file = isWindows ? "portwright.exe" : "portwright";
  return [file, join(into, `portwright-${target}`, file)];
}

const work = mkdtempSync(join(tmpdir(), "portwright-npm-"));
try {
  const targets = JSON.parse(readFileSync(join(root, "npm/targets.json"), "utf8"));
  const optionalDependencies = {};
  for (const [target, platform] of Object.entries(targets)) {
    const program = unpack(target, work);
    if (!program) continue;
    const name = `@portwright/${platform.package}`;
    const made = make(name, `The program of portwright for ${target}`, new Map([program]));
    chmodSync(join(made.folder, program[0]), 0o755);
    const { os, cpu, libc } = platform;
    made.write({ os: [os], cpu: [cpu], ...(libc && { libc: [libc] }), preferUnplugged: true });
    optionalDependencies[name] = shared.version;
  }
  const files = ["portwright.js", "targets.json"].map((file) => [file, join(root, "npm", file)]);
  const made = make("portwright", manifest("description"), new Map([...files, ["README.md", join(root, "README.md")]]));
  made.write({
    bin: { portwright: "portwright.js" },
    engines: { node: ">=18" },
    keywords: JSON.parse(readFileSync(join(root, "Cargo.toml"), "utf8").match(/^keywords = (\[.*\])$/m)[1]),
    optionalDependencies,
  });
} finally {
  rmSync(work, { recursive: true });
}
