//! Arguments of a command line that does not parse.

/// The first argument that is one of `words`.
pub(crate) fn first_of(words: &[&str]) -> Option<String> {
    std::env::args().skip(1).find(|argument| words.contains(&argument.as_str()))
}

/// The value of `--format`, wherever it stands.
pub(crate) fn format_argument() -> Option<String> {
    format_in(std::env::args().skip(1))
}

fn format_in(arguments: impl Iterator<Item = String>) -> Option<String> {
    let mut arguments = arguments.take_while(|argument| argument != "--");
    let mut format = None;
    while let Some(argument) = arguments.next() {
        match argument.strip_prefix("--format") {
            Some("") => format = arguments.next(),
            Some(value) => format = value.strip_prefix('=').map(str::to_owned).or(format),
            None => {}
        }
    }
    format
}

#[cfg(test)]
mod tests {
    use super::format_in;

    #[test]
    fn a_format_is_found_on_any_command_line() {
        let format = |line: &str| format_in(line.split(' ').map(str::to_owned));
        assert_eq!(format("plan --formt --format json").as_deref(), Some("json"));
        assert_eq!(format("--format=json plam").as_deref(), Some("json"));
        assert_eq!(format("plan --format=json --formats=x").as_deref(), Some("json"));
        for line in ["plan", "plan --format", "run log --run r -- --format json"] {
            assert_eq!(format(line), None, "{line}");
        }
    }
}
