// extension.js: starts `portwright lsp` for the files of the workspace, and again when the path of the program changes.
"use strict";

const { window, workspace, env, Uri } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");
const options = require("./options");

const INSTALL = "https://portwright.github.io/portwright/install.html";

let client;

async function start() {
  const server = options.server(workspace.getConfiguration("portwright"));
  client = new LanguageClient("portwright", "portwright", server, options.client());
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const chosen = await window.showErrorMessage(options.failure(server.command, error), "How to install");
    if (chosen) {
      await env.openExternal(Uri.parse(INSTALL));
    }
  }
}

async function stop() {
  const running = client;
  client = undefined;
  await running?.stop();
}

async function activate(context) {
  const changed = workspace.onDidChangeConfiguration(async (event) => {
    if (event.affectsConfiguration("portwright.path")) {
      await stop();
      await start();
    }
  });
  context.subscriptions.push(changed);
  await start();
}

module.exports = { activate, deactivate: stop };
