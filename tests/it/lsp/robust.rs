//! No question about any place of any text makes the server fail.

use serde_json::json;

use super::client::Editor;
use super::protocol::{FILES, SERVICE};

const TEXTS: &[&str] = &[
    "",
    "\u{feff}",
    "- ",
    "-",
    ":",
    ": :",
    "a: &x [*x]\n",
    "properties:\n  \"日\u{1f600}: é'\n",
    "- identifier: 日本\n  blueprint: service\n  relations: { domain: \u{1f600}, uses: [*a, &b c\n",
    "blueprint: service\r\nproperties:\r\n  tier: |\r\n    a\r\n  \r\nrelations:\r\n  uses:\r\n  - é\r\n",
    "? [a, b]\n: {c: d}\n---\n...\n--- !x\n'it''s': \"\\u00e9\\n\"\n",
    "identifier: a\nblueprint: service\n\tproperties: x\n",
    "{{ .inputs. }} ${ ${é} {{ ${\n",
    "a:\n b:\n  c:\n   - - - d: '{{ .entity.properties.é'\n",
    "\r\r\n\n\r",
];

#[test]
fn every_place_of_every_text_is_answered() {
    let mut editor = Editor::new(FILES);
    let files = ["a/port.yml", "model/blueprints/service.yml", "model/actions/new.yml", "portwright.toml"];
    for file in files {
        editor.open_with(file, SERVICE);
    }
    for text in TEXTS {
        for file in files {
            editor.change(file, text);
            let document = json!({ "uri": editor.uri(file) });
            for method in ["documentSymbol", "foldingRange", "codeLens", "documentLink"] {
                let answer = editor.request(&format!("textDocument/{method}"), json!({ "textDocument": document }));
                assert!(answer.get("result").is_some(), "{method} in {text:?}: {answer}");
            }
            let lines = text.split(['\n', '\r']).count() as u32 + 1;
            for line in 0..lines {
                for character in [0, 1, 2, 3, 5, 8, 13, 21, 34, 99] {
                    let place = json!({ "line": line, "character": character });
                    let range = json!({ "start": place, "end": place });
                    let params = json!({
                        "textDocument": document,
                        "position": place,
                        "range": range,
                        "context": { "diagnostics": [], "includeDeclaration": true },
                        "newName": "new",
                    });
                    for method in
                        ["completion", "hover", "definition", "references", "prepareRename", "rename", "codeAction"]
                    {
                        let answer = editor.request(&format!("textDocument/{method}"), params.clone());
                        let is_refused = method == "rename" && answer["error"]["code"] == -32803;
                        assert!(is_refused || answer.get("result").is_some(), "{method} in {text:?}: {answer}");
                    }
                }
            }
        }
    }
    editor.end();
}
