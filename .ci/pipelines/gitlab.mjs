// gitlab.mjs TOOLS FOLDER SOURCE PAYLOAD: runs the pipeline of FOLDER, a checkout, by the gitlab-ci-local below TOOLS. SOURCE is
// trigger, and PAYLOAD the file with what Port would send; or it is push, schedule or merge_request_event, with no PAYLOAD. CI/CD variables
// are those of the environment that begin with SECRET_. Ends as the pipeline does.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [tools, folder, source, payload] = process.argv.slice(2);
const YAML = createRequire(pathToFileURL(resolve(tools, "package.json")))("yaml");

// Jobs run on this machine, where there are no containers.
const file = join(folder, ".gitlab-ci.yml");
const pipeline = YAML.parseDocument(readFileSync(file, "utf8"));
pipeline.deleteIn(["default", "image"]);
// Nor is there a cache to be filled.
pipeline.deleteIn(["default", "cache"]);
writeFileSync(file, String(pipeline));

const home = mkdtempSync(join(tmpdir(), "gitlab-"));
const variables = { CI_PIPELINE_SOURCE: source };
if (source === "merge_request_event") {
  variables.CI_MERGE_REQUEST_SOURCE_PROJECT_PATH = variables.CI_MERGE_REQUEST_PROJECT_PATH = "acme/port-actions";
}
if (source === "trigger") variables.TRIGGER_PAYLOAD = resolve(payload);
const environment = {};
for (const [name, value] of Object.entries(process.env)) {
  if (name.startsWith("SECRET_")) variables[name.slice("SECRET_".length)] = value;
  else environment[name] = value;
}
writeFileSync(join(folder, ".gitlab-ci-local-variables.yml"), YAML.stringify(variables));

// A merge request's pipeline is for no branch.
const unset = source === "merge_request_event" ? ["--unset-variable", "CI_COMMIT_BRANCH"] : [];
// Each job has a folder of its own. Unlike GitLab, gitlab-ci-local makes it anew before an after_script, which removes what the
// script has written there, so the one job of the action gets none.
const isolation = source === "trigger" ? [] : ["--shell-isolation"];
const program = resolve(tools, "node_modules/gitlab-ci-local/src/index.js");
const { status } = spawnSync(process.execPath, [program, "--home", home, "--color=false", ...isolation, ...unset], {
  cwd: folder,
  env: environment,
  stdio: ["ignore", "inherit", "inherit"],
});
rmSync(home, { recursive: true });
process.exitCode = status ?? 1;
