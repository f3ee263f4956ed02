//! Asking the questions of `init` on a terminal.

use std::io::{self, BufRead, Write};

use crate::cli::failure::Failure;
use crate::cli::terminal::{print_note, stderr};
use crate::scaffold::{Answers, Backend, Question};

/// Asks until the answer is valid.
pub(crate) fn ask(question: &Question, default: Option<&str>, answers: &mut Answers) -> Result<(), Failure> {
    loop {
        let answer = read_answer(question.prompt, default)?;
        match answers.set(question, &answer) {
            Ok(()) => return Ok(()),
            Err(_) if answer.is_empty() => print_note("This question has no default. Enter a value."),
            Err(error) => print_note(&format!("{error}.")),
        }
    }
}

pub(crate) fn ask_backend() -> Result<Backend, Failure> {
    loop {
        let answer = read_answer("The CI system that runs the action: github, gitlab or jenkins", None)?;
        match Backend::ALL.into_iter().find(|backend| backend.name() == answer) {
            Some(backend) => return Ok(backend),
            None => print_note("Answer github, gitlab or jenkins."),
        }
    }
}

/// Reads one answer; an empty one means the default.
fn read_answer(prompt: &str, default: Option<&str>) -> Result<String, Failure> {
    let mut err = stderr();
    let shown = default.map(|default| format!(" [{default}]")).unwrap_or_default();
    write!(err, "{prompt}{shown}: ")?;
    err.flush()?;
    let mut answer = String::new();
    if io::stdin().lock().read_line(&mut answer)? == 0 {
        return Err(Failure::could_not_run("nothing was written: the input ended before all questions were answered"));
    }
    let answer = answer.trim();
    Ok(if answer.is_empty() { default.unwrap_or_default().to_owned() } else { answer.to_owned() })
}
