//! Files that no program should meet: each is refused or skipped with its name, at once.

use std::fs::File;
use std::os::unix::fs::symlink;
use std::process::Command;
use std::time::Instant;

use crate::served::Served;

const ENTITY: &str = "identifier: a\ntitle: A\nblueprint: owner\n";

fn place() -> Served {
    let place = Served::new("", 0);
    place.put("model/blueprints/owner.yml", "identifier: owner\ntitle: Owner\nschema:\n  properties: {}\n");
    place.put("port.yml", ENTITY);
    place
}

/// Every command that reads files of entities or of the model.
const READERS: &[&[&str]] = &[
    &["lint"],
    &["validate"],
    &["plan"],
    &["apply", "--auto-approve"],
    &["export"],
    &["sync"],
    &["graph"],
    &["schema"],
];

/// Runs every reader, each of which must end by itself and soon; the output of all.
fn read(place: &Served) -> String {
    READERS.iter().fold(String::new(), |all, arguments| {
        let begun = Instant::now();
        let (code, printed) = place.run(arguments);
        assert!((0..3).contains(&code) && !printed.contains("panicked"), "{arguments:?}: {code}: {printed}");
        assert!(begun.elapsed().as_secs() < 60, "{arguments:?} takes {:?}: {printed}", begun.elapsed());
        assert!(printed.len() < 100_000, "{arguments:?}: {} bytes", printed.len());
        all + &printed
    })
}

#[test]
fn a_file_of_a_gigabyte_is_refused_without_being_read() {
    for path in ["port.yml", "model/blueprints/owner.yml", "portwright.toml"] {
        let place = place();
        File::create(place.path().join(path)).and_then(|file| file.set_len(1 << 30)).expect("it takes no space");
        let printed = read(&place);
        assert!(printed.contains(path), "{printed}");
    }
}

#[test]
fn a_line_of_twenty_megabytes_is_refused() {
    let place = place();
    place.put("port.yml", &format!("identifier: {}\n", "a".repeat(20 << 20)));
    assert!(read(&place).contains("port.yml"));
}

#[test]
fn a_pipe_a_device_and_a_folder_in_place_of_a_file_never_hang() {
    for path in ["port.yml", "model/blueprints/owner.yml"] {
        let place = place();
        let full = place.path().join(path);
        let renew = || std::fs::remove_file(&full).expect("it was there");
        renew();
        assert!(Command::new("mkfifo").arg(&full).status().is_ok_and(|status| status.success()));
        read(&place);
        renew();
        symlink("/dev/zero", &full).expect("a link");
        read(&place);
        renew();
        symlink("/etc/passwd", &full).expect("a link");
        assert!(!read(&place).contains("root:"));
        renew();
        symlink(&full, &full).expect("a link");
        read(&place);
        renew();
        std::fs::create_dir(&full).expect("a folder");
        read(&place);
    }
}

#[test]
fn text_in_another_encoding_is_named() {
    let utf16: Vec<u8> = "identifier: a\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [&b"identifier: \xff\xfe\n"[..], &[&[0xff, 0xfe][..], &utf16].concat(), b"identifier: a\0b\n"] {
        for path in ["port.yml", "model/blueprints/owner.yml"] {
            let place = place();
            std::fs::write(place.path().join(path), bytes).expect("it can be written");
            assert!(read(&place).contains(path), "{path} {bytes:?}");
        }
    }
    for path in ["port.yml", "model/blueprints/owner.yml"] {
        let place = place();
        place.put(path, "identifier: \"\\ud800\"\ntitle: T\nblueprint: owner\nschema: { properties: {} }\n");
        assert!(read(&place).contains(path));
        // A byte order mark and other line endings are accepted.
        let text =
            if path == "port.yml" { ENTITY } else { "identifier: owner\ntitle: Owner\nschema: { properties: {} }\n" };
        place.put(path, &format!("\u{feff}{}", text.replace('\n', "\r\n")));
        assert_eq!(place.run(&["validate"]).0, 0);
        assert_eq!(place.run(&["lint"]).0, 0);
    }
}

#[test]
fn values_that_explode_or_nest_without_end_are_refused() {
    let laughs: String =
        (1..30).map(|nth| format!("l{nth}: &l{nth} [{}]\n", vec![format!("*l{}", nth - 1); 9].join(", "))).collect();
    for text in [
        format!("identifier: a\nl0: &l0 lol\n{laughs}"),
        "identifier: &a [*a]\n".to_owned(),
        "[".repeat(100_000),
        "{a: ".repeat(100_000),
        format!("{{\"a\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000)),
        "- ".repeat(100_000),
        "identifier: !!python/object/apply:os.system [id]\n".to_owned(),
        "identifier: a\nidentifier: b\n".to_owned(),
        "identifier: =\n<<: {title: T}\nblueprint: yes\n".to_owned(),
        format!("identifier: a\n{}", "? k\n".repeat(5_000)),
    ] {
        for path in ["port.yml", "model/blueprints/owner.yml"] {
            let place = place();
            place.put(path, &text);
            let printed = read(&place);
            assert!(printed.contains(path), "{path}: {}: {printed}", &text[..text.len().min(80)]);
        }
    }
}

#[test]
fn json_files_that_are_not_ours_are_refused_by_their_names() {
    for text in
        ["", "[", "[]", "null", "{}", &"[".repeat(1_000_000), "{\"version\": 1, \"blueprints\": []}", "\u{feff}{}"]
    {
        let place = place();
        place.put("other.json", text);
        for arguments in [
            &["show", "other.json"][..],
            &["apply", "other.json", "--auto-approve"],
            &["lint", "--catalog", "other.json"],
            &["lint", "--baseline", "other.json"],
            &["schema", "--catalog", "other.json"],
            &["enrich", "--payload", "other.json", "--repo", "."],
        ] {
            let (code, printed) = place.run(arguments);
            let start = &text[..text.len().min(20)];
            assert!(
                (1..3).contains(&code) && !printed.contains("panicked"),
                "{arguments:?}: {start}: {code}: {printed}"
            );
            assert!(printed.contains("other.json") || arguments[0] == "enrich", "{arguments:?}: {start}: {printed}");
        }
    }
}

#[test]
fn identifiers_that_lead_elsewhere_stay_one_segment_or_are_refused() {
    let names = ["..", ".", "../x", "%2F", "a/b", "a?b#c", "a;b", "%00", "\u{202e}a", "a\u{1b}[31m", "e\u{301}"];
    for name in names {
        let place = place();
        let quoted = serde_json::to_string(name).expect("it is text");
        place.put(
            "model/blueprints/other.yml",
            &format!("identifier: {quoted}\ntitle: T\nschema: {{ properties: {{}} }}\n"),
        );
        place.put("port.yml", &format!("identifier: {quoted}\ntitle: T\nblueprint: owner\n"));
        let printed = read(&place);
        assert!(!printed.contains('\u{1b}') && !printed.contains('\u{202e}'), "{name:?}: {printed}");
        for (method, path) in place.portal.requests() {
            let depth = path.split('/').count();
            assert!(depth < 8 && !path.contains("/../") && !path.contains("/./"), "{name:?}: {method} {path}");
        }
    }
}
