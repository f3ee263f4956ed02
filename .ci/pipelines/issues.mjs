// issues.mjs TOKEN: serves the issues of a project as the APIs of GitHub and GitLab do, to whoever has the token, and prints its address. A
// request to /show prints them as JSON, one to /break makes all others fail until the next.
import { createServer } from "node:http";

const [token] = process.argv.slice(2);
const issues = [];
let isBroken = false;

/** The fields of a request's body, in either format. */
function fields(type, body) {
  return type?.startsWith("application/json") ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
}

function answer(method, url, headers, body) {
  if (isBroken) return [403, { message: "Forbidden" }];
  const isGitlab = url.pathname.startsWith("/api/v4/");
  const given = isGitlab ? headers["private-token"] : headers.authorization?.replace(/^(token|bearer) /i, "");
  if (given !== token) return [401, { message: "Unauthorized" }];
  const place = /^(?:\/api\/v4\/projects\/1|\/repos\/acme\/portal)\/issues(?:\/(\d+))?$/.exec(url.pathname);
  if (!place) return [404, { message: "Not Found" }];
  const one = issues[Number(place[1]) - 1];
  const { title, body: text, description, labels, state, state_event: event } = body ? fields(headers["content-type"], body) : {};
  if (method === "GET" && !place[1]) {
    const [wanted, label] = [url.searchParams.get("state"), url.searchParams.get("labels")];
    return [200, issues.filter((issue) => issue.state === wanted && issue.labels.includes(label))];
  }
  if (method === "POST" && !place[1] && title) {
    const number = issues.length + 1;
    issues.push({ id: 1000 + number, iid: number, number, title, labels: [labels].flat(), text: text ?? description, state: isGitlab ? "opened" : "open" });
    return [201, issues.at(-1)];
  }
  if (one && method === (isGitlab ? "PUT" : "PATCH")) {
    if (text ?? description) one.text = text ?? description;
    if (state === "closed" || event === "close") one.state = "closed";
    return [200, one];
  }
  return [422, { message: `nobody knows here what ${method} ${url} does` }];
}

const server = createServer((request, response) => {
  // A client that uses this as its proxy sends the whole address.
  const url = new URL(request.url, "http://localhost");
  let body = "";
  request.setEncoding("utf8").on("data", (part) => (body += part));
  request.on("end", () => {
    if (url.pathname === "/show") return response.end(JSON.stringify(issues));
    if (url.pathname === "/break") return response.end(String((isBroken = !isBroken)));
    const [status, answered] = answer(request.method, url, request.headers, body);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answered));
  });
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
