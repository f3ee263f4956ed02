//! Files of entities as people write them, generated from a seed.

/// Whether the wanted entity is among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileCase {
    /// With all requested values.
    Right,
    /// With something else, or without some of it.
    There,
    /// Nowhere.
    Missing,
}

/// The files of a repository.
#[derive(Debug)]
pub(super) struct Files {
    /// By path.
    pub texts: Vec<(String, String)>,
    /// Whether the wanted entity is in one of them.
    pub case: FileCase,
    /// In which, if so.
    pub home: usize,
}

/// A sequence of numbers that a seed begins: the same on every machine.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        // xorshift64*, whose upper bits are the better ones.
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % most
    }

    fn one_in(&mut self, most: u64) -> bool {
        self.below(most) == 0
    }

    fn of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.below(texts.len() as u64) as usize]
    }
}

impl Files {
    /// The files of a seed.
    pub(super) fn generated(seed: u64) -> Self {
        let mut chance = Chance((seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let case = match chance.below(10) {
            0 => FileCase::Right,
            1..=6 => FileCase::There,
            _ => FileCase::Missing,
        };
        let nested = chance.below(3) as usize;
        let home = if chance.one_in(3) { nested } else { 0 };
        let texts = (0..=nested).map(|nth| {
            let path = if nth == 0 { "port.yml".to_owned() } else { format!("services/s{nth}/port.yml") };
            let case = if nth == home { case } else { FileCase::Missing };
            (path, text(&mut chance, case, nth))
        });
        Self { texts: texts.collect(), case, home }
    }
}

/// One file, with the wanted entity as `case` says.
fn text(chance: &mut Chance, case: FileCase, file: usize) -> String {
    let mut entities: Vec<Vec<String>> = Vec::new();
    let others = if case == FileCase::Missing { chance.below(4) } else { chance.below(3) };
    for nth in 0..others {
        let (name, blueprint) =
            (chance.of(&["acme/checkout-api", "acme/check", "checkout", "acme/checkout.v2"]), "service");
        let (name, blueprint) = if chance.one_in(4) { ("acme/checkout", "repository") } else { (name, blueprint) };
        let name = if blueprint == "service" { format!("{name}{file}{nth}") } else { name.to_owned() };
        let blueprint = if blueprint == "service" { blueprint.to_owned() } else { format!("{blueprint}{file}{nth}") };
        entities.push(entity(chance, &name, &blueprint, FileCase::There));
    }
    if case != FileCase::Missing {
        let at = chance.below(others + 1) as usize;
        entities.insert(at, entity(chance, "acme/checkout", "service", case));
    }
    let mut lines: Vec<String> = (0..chance.below(3)).map(|_| comment(chance, "")).collect();
    let is_map = entities.len() == 1 && chance.one_in(2);
    let indent = if chance.one_in(5) { "  " } else { "" };
    let apart = chance.one_in(2);
    for (nth, entity) in entities.iter().enumerate() {
        if apart && nth > 0 {
            lines.push(String::new());
        }
        for (nth, line) in entity.iter().enumerate() {
            lines.push(match (is_map, nth, line.is_empty()) {
                (_, _, true) => String::new(),
                (true, _, _) => line.clone(),
                (false, 0, _) => format!("{indent}- {line}"),
                (false, _, _) => format!("{indent}  {line}"),
            });
        }
    }
    if chance.one_in(4) {
        lines.push(comment(chance, ""));
    }
    let end = if chance.one_in(3) { "\r\n" } else { "\n" };
    let mut text = lines.join(end);
    // Where a file ends inside a text of several lines, readers disagree on whether that ends in a line break.
    if (!chance.one_in(4) && !text.is_empty()) || text.ends_with("of: it") {
        text += end;
    }
    if chance.one_in(4) { format!("\u{feff}{text}") } else { text }
}

/// An entity as the lines of a map by indentation, or as one line in braces.
fn entity(chance: &mut Chance, name: &str, blueprint: &str, case: FileCase) -> Vec<String> {
    let right = case == FileCase::Right;
    let options = |chance: &mut Chance, all: &[&'static str]| if right { all[0] } else { chance.of(all) };
    let properties = [
        ("type", options(chance, &["backend", "frontend", "library"])),
        ("lifecycle", options(chance, &["Production", "Experimental", "Deprecated"])),
        ("note", "R&D, a|b: \\\"x\\\""),
        ("url", "https://example.com/#a"),
    ];
    let relations = [("domain", options(chance, &["payment", "Shipping"])), ("owner", "team-a")];
    let is_kept = |chance: &mut Chance, name: &str| {
        (right && ["type", "lifecycle", "domain"].contains(&name)) || !chance.one_in(3)
    };
    let properties: Vec<_> = properties.into_iter().filter(|(name, _)| is_kept(chance, name)).collect();
    let relations: Vec<_> = relations.into_iter().filter(|(name, _)| is_kept(chance, name)).collect();
    if chance.one_in(6) {
        let flow = |chance: &mut Chance, members: &[(&str, &str)]| {
            let members: Vec<String> =
                members.iter().map(|(key, value)| format!("{key}: {}", scalar(chance, value))).collect();
            format!("{{ {} }}", members.join(", "))
        };
        let (name, blueprint) = (scalar(chance, name), scalar(chance, blueprint));
        let line = format!(
            "{{identifier: {name}, blueprint: {blueprint}, properties: {}, relations: {}}}",
            flow(chance, &properties),
            flow(chance, &relations)
        );
        return vec![line + trailing(chance)];
    }
    let mut fields = vec![
        vec![format!("identifier: {}{}", scalar(chance, name), trailing(chance))],
        vec![format!("blueprint: {}{}", scalar(chance, blueprint), trailing(chance))],
    ];
    if chance.one_in(3) {
        fields.push(vec![format!("title: {}", scalar(chance, "Check out"))]);
    }
    if chance.one_in(4) {
        fields.push(vec!["team:".to_owned(), "- team-a # first".to_owned(), "- 'team-b'".to_owned()]);
    }
    for (section, members) in [("properties", &properties), ("relations", &relations)] {
        let may_be_gone = members.is_empty() || (!right && chance.one_in(6));
        if may_be_gone && chance.one_in(2) {
            continue;
        }
        fields.push(if may_be_gone {
            vec![format!("{section}:{}", chance.of(&["", " {}", " null", " # none yet"]))]
        } else {
            members_of(chance, section, members)
        });
    }
    if chance.one_in(2) {
        let at = chance.below(fields.len() as u64) as usize;
        fields.rotate_left(at);
    }
    spaced(chance, fields)
}

/// The lines of all fields, with a comment or an empty line between some.
fn spaced(chance: &mut Chance, fields: Vec<Vec<String>>) -> Vec<String> {
    let mut lines = Vec::new();
    for (nth, field) in fields.into_iter().enumerate() {
        if nth > 0 && chance.one_in(6) {
            lines.push(comment(chance, ""));
        }
        if nth > 0 && chance.one_in(8) {
            lines.push(String::new());
        }
        lines.extend(field);
    }
    lines
}

/// A section with its members, in braces or by indentation.
fn members_of(chance: &mut Chance, section: &str, members: &[(&str, &str)]) -> Vec<String> {
    if chance.one_in(5) {
        let members: Vec<String> =
            members.iter().map(|(key, value)| format!("{key}: {}", scalar(chance, value))).collect();
        let end = chance.of(&["}", " }", ", }"]);
        return vec![format!("{section}: {{{}{end}{}", members.join(", "), trailing(chance))];
    }
    let indent = chance.of(&["  ", "    "]);
    let mut lines = vec![format!("{section}:{}", trailing(chance))];
    for (key, value) in members {
        if chance.one_in(6) {
            lines.push(comment(chance, indent));
        }
        lines.push(match *key {
            "note" if chance.one_in(2) => format!("{indent}note: |\n{indent}  several # words\n\n{indent}   of: it"),
            "url" if chance.one_in(3) => format!("{indent}tags:\n{indent}  - a # b\n{indent}  - {{c: d}}"),
            _ => format!("{indent}{key}:{} {}{}", chance.of(&["", "  "]), scalar(chance, value), trailing(chance)),
        });
    }
    lines.iter().flat_map(|line| line.split('\n')).map(str::to_owned).collect()
}

fn comment(chance: &mut Chance, indent: &str) -> String {
    format!(
        "{indent}# {}",
        chance.of(&["of R &D", "identifier: acme/checkout", "see !this", "- a: b", "'", "TODO: *x"])
    )
}

fn trailing(chance: &mut Chance) -> &'static str {
    chance.of(&["", "", "", " # why: not", "  # 'x'", " "])
}

/// A text in some quotes; one that has some already is in double ones.
fn scalar(chance: &mut Chance, text: &str) -> String {
    if text.contains('\\') {
        return format!("\"{text}\"");
    }
    match chance.below(3) {
        0 => format!("'{text}'"),
        1 => format!("\"{text}\""),
        _ => text.to_owned(),
    }
}
