// extension.test.js: the extension without VS Code. What it requires of VS Code is replaced.
"use strict";

const assert = require("node:assert/strict");
const { readFileSync } = require("node:fs");
const Module = require("node:module");
const { join } = require("node:path");
const { beforeEach, test } = require("node:test");

const manifest = JSON.parse(readFileSync(join(__dirname, "../package.json"), "utf8"));
const seen = { started: [], stopped: 0, shown: [], opened: [] };
let settings, startError, changed;

class LanguageClient {
  constructor(...given) {
    this.given = given;
  }
  async start() {
    seen.started.push(this.given);
    if (startError) throw startError;
  }
  async stop() {
    seen.stopped += 1;
  }
}

const vscode = {
  workspace: {
    getConfiguration: (section) => ({ get: (name) => settings[`${section}.${name}`] }),
    onDidChangeConfiguration: (listener) => {
      changed = listener;
      return { dispose() {} };
    },
  },
  window: {
    showErrorMessage: async (message, choice) => {
      seen.shown.push(message);
      return choice;
    },
  },
  env: { openExternal: async (uri) => seen.opened.push(uri) },
  Uri: { parse: (text) => text },
};

const load = Module._load;
Module._load = (request, ...rest) => {
  if (request === "vscode") return vscode;
  if (request === "vscode-languageclient/node") return { LanguageClient };
  return load(request, ...rest);
};
const { activate, deactivate } = require("../extension");

beforeEach(async () => {
  startError = undefined;
  settings = {};
  await deactivate();
  Object.assign(seen, { started: [], stopped: 0, shown: [], opened: [] });
});

test("the server is started with the program of the settings", async () => {
  settings["portwright.path"] = "/opt/portwright";
  const context = { subscriptions: [] };
  await activate(context);
  const [id, name, server, client] = seen.started[0];
  assert.deepEqual([id, name], ["portwright", "portwright"]);
  assert.deepEqual(server, { command: "/opt/portwright", args: ["lsp"] });
  const patterns = client.documentSelector.map((selector) => selector.pattern);
  assert.deepEqual(patterns, ["**/*.{yml,yaml}", "**/*.json", "**/portwright.toml"]);
  assert.equal(context.subscriptions.length, 1);
  await deactivate();
  assert.equal(seen.stopped, 1);
});

test("it is started again only when the path of the program changes", async () => {
  await activate({ subscriptions: [] });
  assert.equal(seen.started[0][2].command, "portwright");
  await changed({ affectsConfiguration: (name) => name === "portwright.profile" });
  assert.equal(seen.started.length, 1);
  settings["portwright.path"] = "other";
  await changed({ affectsConfiguration: (name) => name === "portwright.path" });
  assert.equal(seen.stopped, 1);
  assert.equal(seen.started[1][2].command, "other");
});

test("a program that is not there is explained", async () => {
  startError = new Error("spawn portwright ENOENT");
  await activate({ subscriptions: [] });
  assert.match(seen.shown[0], /`portwright lsp` does not start \(spawn portwright ENOENT\): install portwright/);
  assert.deepEqual(seen.opened, ["https://portwright.github.io/portwright/install.html"]);
  await deactivate();
  assert.equal(seen.stopped, 0, "nothing runs");
});

test("a folder cannot choose the program or send credentials", () => {
  const { properties } = manifest.contributes.configuration;
  assert.equal(properties["portwright.path"].scope, "machine");
  assert.equal(properties["portwright.lsp.online"].scope, "machine");
  assert.equal(properties["portwright.lsp.online"].default, false);
});

test("all that is required is packed", () => {
  const ignored = readFileSync(join(__dirname, "../.vscodeignore"), "utf8").split("\n");
  const sources = ["extension.js", "options.js"].map((name) => readFileSync(join(__dirname, "..", name), "utf8"));
  const required = sources.flatMap((text) => [...text.matchAll(/require\("([^"]+)"\)/g)].map((match) => match[1]));
  assert.equal(manifest.main, "./extension.js");
  for (const name of required.filter((name) => name !== "vscode")) {
    const isFile = name.startsWith("./") && !ignored.includes(`${name.slice(2)}.js`);
    assert.ok(isFile || Object.keys(manifest.dependencies).includes(name.split("/")[0]), name);
  }
});
