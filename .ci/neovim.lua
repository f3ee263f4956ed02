-- neovim.lua: run as `nvim --headless --clean -c 'luafile .ci/neovim.lua'` in a project, with PORTWRIGHT as the program. FILES lists
-- files to open, a line each. Writes to SEEN what is underlined, a line each as `FILE:LINE:COLUMN: RULE`. Then the file in TRY, if set, whose
-- sixth line has a wrong option, is used as a person would: a completion, a code action, a definition and a rename are carried out.
local program, seen = vim.env.PORTWRIGHT, assert(io.open(vim.env.SEEN, "w"))

local function fail(reason)
  io.stderr:write("neovim: " .. reason .. "\n")
  vim.cmd("cquit 1")
end

local published = {}
local client = vim.lsp.start_client({
  name = "portwright",
  cmd = { program, "lsp" },
  root_dir = vim.fn.getcwd(),
  handlers = {
    ["textDocument/publishDiagnostics"] = function(error, result, context, config)
      published[vim.uri_to_fname(result.uri)] = result.diagnostics
      vim.lsp.diagnostic.on_publish_diagnostics(error, result, context, config)
    end,
  },
})
if not client then
  fail("the server does not start")
end

local function diagnostics(file)
  local path = vim.fn.fnamemodify(file, ":p")
  published[path] = nil
  vim.cmd("edit " .. vim.fn.fnameescape(file))
  vim.lsp.buf_attach_client(0, client)
  if not vim.wait(60000, function() return published[path] ~= nil end, 5) then
    fail("no diagnostics of " .. file)
  end
  return published[path]
end

-- The column in characters, from 1, of a column in UTF-16, from 0.
local function column(line, character)
  local text = vim.fn.getline(line + 1)
  local byte = vim.str_byteindex(text, math.min(character, select(2, vim.str_utfindex(text))), true)
  return vim.fn.strchars(text:sub(1, byte)) + 1
end

for _, file in ipairs(vim.fn.readfile(vim.env.FILES)) do
  for _, one in ipairs(diagnostics(file)) do
    local start = one.range.start
    seen:write(("%s:%d:%d: %s\n"):format(file, start.line + 1, column(start.line, start.character), one.code))
  end
  vim.cmd("bdelete!")
end
seen:close()

local function ask(method, params)
  local answer, reason = vim.lsp.get_client_by_id(client).request_sync(method, params, 60000, 0)
  if not answer or answer.err then
    fail(method .. ": " .. (reason or answer.err.message))
  end
  return answer.result
end

local function at(line, character)
  vim.fn.cursor(line, character)
  return vim.lsp.util.make_position_params(0, "utf-16")
end

local function expect(line, text)
  local found = vim.fn.getline(line)
  if found ~= text then
    fail(("line %d is `%s`, not `%s`"):format(line, found, text))
  end
end

local file = vim.env.TRY
if not file then
  vim.cmd("qall!")
end
local wrong = diagnostics(file)
local offered = ask("textDocument/completion", at(6, 11))
local labels = vim.tbl_map(function(item) return item.label end, offered)
if not vim.tbl_contains(labels, "backend") then
  fail("`backend` is not offered: " .. table.concat(labels, ", "))
end
local actions = ask("textDocument/codeAction", {
  textDocument = vim.lsp.util.make_text_document_params(0),
  range = wrong[1].range,
  context = { diagnostics = wrong },
})
vim.lsp.util.apply_workspace_edit(actions[1].edit, "utf-16")
expect(6, "    type: backend")
local places = ask("textDocument/definition", at(3, 15))
if not places[1] or not places[1].uri:find("model/blueprints/service.yml", 1, true) then
  fail("the blueprint is not found")
end
local params = at(1, 16)
params.newName = "renamed"
vim.lsp.util.apply_workspace_edit(ask("textDocument/rename", params), "utf-16")
expect(1, "- identifier: renamed")
print("neovim: a completion, a code action, a definition and a rename were carried out\n")
vim.cmd("qall!")
