//! Arguments of a command line that does not parse.

/// The arguments of this process, without the program's name.
pub(crate) struct Arguments(pub Vec<String>);

impl Arguments {
    pub(crate) fn of_process() -> Self {
        Self(std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()).collect())
    }

    /// The first argument that is one of `words`.
    pub(crate) fn first_of(&self, words: &[&str]) -> Option<&str> {
        self.0.iter().map(String::as_str).find(|argument| words.contains(argument))
    }

    /// Those before `--`.
    pub(crate) fn before_dashes(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str).take_while(|argument| *argument != "--")
    }

    /// The value of `--format`, at any position.
    pub(crate) fn format(&self) -> Option<&str> {
        self.value_of("--format")
    }

    /// Whether this flag is among them.
    pub(crate) fn has_flag(&self, flag: &str) -> bool {
        self.before_dashes().any(|argument| argument == flag)
    }

    /// The last value of an option, at any position: `--name value` or `--name=value`.
    pub(crate) fn value_of(&self, option: &str) -> Option<&str> {
        let mut arguments = self.before_dashes();
        let mut found = None;
        while let Some(argument) = arguments.next() {
            match argument.strip_prefix(option) {
                Some("") => found = arguments.next(),
                Some(value) => found = value.strip_prefix('=').or(found),
                None => {}
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::Arguments;

    #[test]
    fn a_format_is_found_on_any_command_line() {
        let format = |line: &str| {
            let arguments = Arguments(line.split(' ').map(str::to_owned).collect());
            arguments.format().map(str::to_owned)
        };
        assert_eq!(format("plan --formt --format json").as_deref(), Some("json"));
        assert_eq!(format("--format=json plam").as_deref(), Some("json"));
        assert_eq!(format("plan --format=json --formats=x").as_deref(), Some("json"));
        for line in ["plan", "plan --format", "run log --run r -- --format json"] {
            assert_eq!(format(line), None, "{line}");
        }
    }
}
