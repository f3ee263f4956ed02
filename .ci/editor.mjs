// editor.mjs TOOLS FILE [LINE:COLUMN]: opens FILE as an editor does, in the yaml-language-server below TOOLS, and prints
// what is underlined, a line each as `FILE:LINE:COLUMN: message`, then what is offered at LINE:COLUMN, as `offers: VALUE`.
// Something must be wrong in the file: that is what tells that the server has read its schema.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [tools, file, place] = process.argv.slice(2);
const require = createRequire(pathToFileURL(resolve(tools, "package.json")));
const { createMessageConnection, StreamMessageReader, StreamMessageWriter } = require("vscode-jsonrpc/node");

const fail = (reason) => {
  console.error(`editor: ${reason}`);
  process.exit(1);
};
setTimeout(() => fail(`the language server said nothing of ${file} in two minutes`), 120_000).unref();

const program = resolve(tools, "node_modules/yaml-language-server/bin/yaml-language-server");
const server = spawn(process.execPath, [program, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
server.on("exit", (code) => fail(`the language server ended with ${code}`));
const connection = createMessageConnection(
  new StreamMessageReader(server.stdout),
  new StreamMessageWriter(server.stdin),
);
// The server asks for the editor's settings, and to be told of changes: there are none.
connection.onRequest("workspace/configuration", ({ items }) => items.map(() => ({})));
connection.onRequest("client/registerCapability", () => null);

const textDocument = { uri: pathToFileURL(resolve(file)).href };
const underlined = new Promise((done) => {
  connection.onNotification("textDocument/publishDiagnostics", ({ uri, diagnostics }) => {
    if (uri === textDocument.uri && diagnostics.length > 0) done(diagnostics);
  });
});
connection.listen();

const folder = pathToFileURL(process.cwd()).href;
await connection.sendRequest("initialize", {
  processId: process.pid,
  rootUri: folder,
  workspaceFolders: [{ uri: folder, name: "work" }],
  capabilities: { workspace: { configuration: true }, textDocument: { completion: {}, publishDiagnostics: {} } },
});
await connection.sendNotification("initialized", {});
await connection.sendNotification("textDocument/didOpen", {
  textDocument: { ...textDocument, languageId: "yaml", version: 1, text: readFileSync(file, "utf8") },
});

for (const { range, message } of await underlined) {
  console.log(`${file}:${range.start.line + 1}:${range.start.character + 1}: ${message.replaceAll("\n", " ")}`);
}
if (place) {
  const [line, character] = place.split(":").map((number) => Number(number) - 1);
  const offered = await connection.sendRequest("textDocument/completion", { textDocument, position: { line, character } });
  for (const { label } of offered.items ?? offered) console.log(`offers: ${label}`);
}
process.exit(0);
