// github.mjs TOOLS FOLDER EVENT PAYLOAD: runs a workflow in FOLDER, a checkout, as GitHub Actions does, with the packages below
// TOOLS. EVENT is workflow_dispatch, and PAYLOAD the file with what Port would dispatch; or it is push, pull_request or schedule, with
// no PAYLOAD. Secrets are the variables of the environment that begin with SECRET_; no script sees those. What this does not know is
// an error. Ends with 1 if the workflow fails.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { load } from "./expression.mjs";

const [tools, folder, event, payload] = process.argv.slice(2);
const YAML = createRequire(pathToFileURL(resolve(tools, "package.json")))("yaml");
const { text, holds } = await load(tools);

const KNOWN = {
  workflow: ["name", "on", "permissions", "concurrency", "env", "jobs"],
  job: ["name", "if", "runs-on", "timeout-minutes", "environment", "permissions", "concurrency", "env", "steps"],
  step: ["name", "id", "if", "uses", "with", "run", "env"],
};

function only(known, found, where) {
  const unknown = Object.keys(found).filter((key) => !KNOWN[known].includes(key));
  if (unknown.length > 0) throw new Error(`${where}: nobody knows here what \`${unknown.join(", ")}\` does`);
}

// The one workflow that this event starts.
function started() {
  const workflows = join(folder, ".github/workflows");
  const found = readdirSync(workflows)
    .map((name) => [name, YAML.parse(readFileSync(join(workflows, name), "utf8"))])
    .filter(([, workflow]) => event in workflow.on && (!payload || workflow.on[event]?.inputs));
  if (found.length !== 1) throw new Error(`${found.length} workflows are started by ${event}`);
  return found[0];
}

// Inputs as the API takes them: texts, all that are required, none that is not declared.
function inputs(declared) {
  const sent = JSON.parse(readFileSync(payload, "utf8"));
  const unexpected = Object.keys(sent).filter((name) => !(name in declared));
  if (unexpected.length > 0) throw new Error(`GitHub would refuse unexpected inputs: ${unexpected}`);
  const missing = Object.keys(declared).filter((name) => declared[name].required && !(name in sent));
  if (missing.length > 0) throw new Error(`GitHub would refuse to go without inputs: ${missing}`);
  return Object.fromEntries(
    Object.entries(sent).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

// What a step has written to the file of GITHUB_ENV, GITHUB_OUTPUT: `NAME=VALUE`, or `NAME<<END`, lines, `END`.
function written(file) {
  const found = {};
  const lines = readFileSync(file, "utf8").split("\n");
  while (lines.length > 0) {
    const line = lines.shift();
    const [, name, mark, rest] = /^([^=<]+)(=|<<)(.*)$/.exec(line) ?? [];
    if (mark === "=") found[name] = rest;
    else if (mark === "<<") found[name] = lines.splice(0, lines.indexOf(rest) + 1).slice(0, -1).join("\n");
    else if (line !== "") throw new Error(`this sets nothing: ${line}`);
  }
  return found;
}

function machine(contexts) {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("SECRET_"));
  const { github } = contexts;
  return {
    ...Object.fromEntries(own),
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_API_URL: github.api_url,
    GITHUB_EVENT_NAME: github.event_name,
    GITHUB_REF: github.ref,
    GITHUB_REPOSITORY: github.repository,
    GITHUB_RUN_ID: github.run_id,
    GITHUB_SERVER_URL: github.server_url,
    GITHUB_WORKFLOW: github.workflow,
    GITHUB_WORKSPACE: resolve(folder),
  };
}

// Texts of a map, their expressions evaluated.
const filled = (map, contexts) =>
  Object.fromEntries(Object.entries(map ?? {}).map(([name, value]) => [name, text(value, contexts)]));

// Runs one step. Gives its outputs and what it sets for those after it; none of both if it failed.
function run(step, env, work) {
  const file = (name) => {
    const path = join(work, name);
    writeFileSync(path, "");
    return path;
  };
  const [outputs, sets] = [file("output"), file("env")];
  const script = join(work, "script.sh");
  writeFileSync(script, step.run);
  const files = { GITHUB_OUTPUT: outputs, GITHUB_ENV: sets, GITHUB_STEP_SUMMARY: file("summary"), GITHUB_PATH: file("path") };
  const { status } = spawnSync("bash", ["-e", script], { cwd: folder, env: { ...env, ...files }, stdio: "inherit" });
  const paths = readFileSync(files.GITHUB_PATH, "utf8").split("\n").filter(Boolean);
  return { ok: status === 0, outputs: written(outputs), sets: written(sets), paths };
}

function job(name, definition, contexts, work) {
  only("job", definition, `job ${name}`);
  // Neither knows secrets, and both must be right before anything runs.
  const { secrets, env, job: _, steps: __, ...early } = contexts;
  if (!holds(definition.if, early, "success")) return console.log(`-- job ${name}: skipped`) ?? true;
  console.log(`-- job ${name}, one at a time: ${JSON.stringify(text(definition.concurrency?.group, early))}`);
  contexts.env = { ...env, ...filled(definition.env, contexts) };
  contexts.job = { status: "success" };
  contexts.steps = {};
  const added = [];
  for (const [nth, step] of definition.steps.entries()) {
    only("step", step, `job ${name}, step ${nth + 1}`);
    const title = step.name ?? step.uses ?? step.run;
    const own = { ...contexts, env: { ...contexts.env, ...filled(step.env, contexts) } };
    if (!holds(step.if, own, contexts.job.status)) {
      console.log(`-- ${title}: skipped`);
      continue;
    }
    console.log(`-- ${title}`);
    if (step.uses) {
      // The first run of a pipeline finds nothing in the cache.
      if (step.uses.startsWith("actions/cache@")) continue;
      if (!step.uses.startsWith("actions/checkout@") || step.with?.repository || step.with?.path) {
        throw new Error(`nobody knows here what ${step.uses} does`);
      }
      continue;
    }
    const known = machine(contexts);
    known.PATH = [...added, known.PATH].join(":");
    const { ok, outputs, sets, paths } = run({ run: text(step.run, own) }, { ...known, ...own.env }, work);
    added.unshift(...paths);
    Object.assign(contexts.env, sets);
    if (step.id) contexts.steps[step.id] = { outputs, outcome: ok ? "success" : "failure" };
    if (!ok) contexts.job.status = "failure";
  }
  console.log(`-- job ${name}: ${contexts.job.status}`);
  return contexts.job.status === "success";
}

const [file, workflow] = started();
only("workflow", workflow, file);
const repository = "acme/Port-actions";
const contexts = {
  github: {
    event_name: event,
    event: event === "pull_request" ? { pull_request: { head: { repo: { full_name: repository } } } } : {},
    ref: event === "pull_request" ? "refs/pull/1/merge" : "refs/heads/main",
    repository,
    run_id: "1",
    server_url: "https://github.com",
    api_url: "https://api.github.com",
    token: "token-of-the-job",
    workflow: workflow.name,
  },
  vars: {},
  inputs: event === "workflow_dispatch" ? inputs(workflow.on.workflow_dispatch.inputs) : {},
  secrets: Object.fromEntries(
    Object.entries(process.env)
      .filter(([name]) => name.startsWith("SECRET_"))
      .map(([name, value]) => [name.slice("SECRET_".length), value]),
  ),
};
console.log(`-- ${file}, one at a time: ${JSON.stringify(text(workflow.concurrency?.group, contexts))}`);
contexts.env = filled(workflow.env, contexts);
const work = mkdtempSync(join(tmpdir(), "github-"));
// A pull request can be commented on.
const comments = join(work, "comments.md");
const forge = event === "pull_request" ? spawn("node", [join(import.meta.dirname, "comments.mjs"), comments]) : undefined;
try {
  if (forge) contexts.github.api_url = (await once(forge.stdout.setEncoding("utf8"), "data"))[0].trim();
  const ended = Object.entries(workflow.jobs).map(([name, definition]) => job(name, definition, { ...contexts }, work));
  process.exitCode = ended.every(Boolean) ? 0 : 1;
  if (forge) console.log(`-- the comment: ${readFileSync(comments, "utf8").split("\n")[0]}`);
} finally {
  forge?.kill();
  rmSync(work, { recursive: true });
}
