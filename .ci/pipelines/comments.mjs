// comments.mjs FILE: a forge that only keeps the comments of pull requests, as GitHub's API. Prints its URL, and writes every
// comment to FILE.
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";

const [file] = process.argv.slice(2);
const comments = [];

function answer(method, path, text) {
  if (path === "/user") return [200, { id: 7, login: "bot" }];
  if (/^\/repos\/[^/]+\/[^/]+\/issues\/\d+\/comments$/.test(path)) {
    if (method === "GET") return [200, comments];
    const id = comments.length + 1;
    comments.push({ id, body: JSON.parse(text).body, user: { id: 7 }, html_url: `https://github.com/comment/${id}` });
    return [201, comments.at(-1)];
  }
  const [, id] = /^\/repos\/[^/]+\/[^/]+\/issues\/comments\/(\d+)$/.exec(path) ?? [];
  if (method !== "PATCH" || !comments[id - 1]) return [404, { message: "Not Found" }];
  comments[id - 1].body = JSON.parse(text).body;
  return [200, comments[id - 1]];
}

const server = createServer(async (request, response) => {
  let text = "";
  for await (const part of request) text += part;
  const [status, body] = answer(request.method, new URL(request.url, "http://localhost").pathname, text);
  writeFileSync(file, comments.map(({ body }) => body).join("\n"));
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
