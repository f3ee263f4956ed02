//! Faults that can be injected, to test how a client handles them.

use std::str::FromStr;
use std::time::Duration;

/// A fault in the answer to one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The answer has this status, and the request is not carried out.
    Status(u16),
    /// The answer is a 429 with its headers, and the request is not carried out.
    RateLimit,
    /// The connection breaks before the request is carried out.
    Drop,
    /// The connection breaks after the request is carried out.
    LoseAnswer,
    /// The request is carried out, and its answer ends in the middle.
    Truncate,
    /// The process aborts before the request is carried out.
    CrashBefore,
    /// The process aborts after the request is carried out.
    CrashAfter,
    /// Every access token expires.
    TokenExpires,
}

/// The faults of a sandbox; none by default.
///
/// Requests are counted from 1, both reads and writes, but not those for a token. As text, faults are separated by
/// commas: `status=503@3`, `rate-limit@2`, `drop@4`, `lose-answer@4`, `truncate@4`, `crash-before@5`, `crash@5` (after
/// the write), `token-expires@6`, and `latency=50ms` for every request; `@3+` means the third and every later request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    planned: Vec<Planned>,
    latency: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Planned {
    fault: Fault,
    at: u64,
    onwards: bool,
}

/// A fault that does not parse.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{text}` is not a fault: {reason}")]
pub struct FaultError {
    text: String,
    reason: &'static str,
}

impl Faults {
    /// The delay of every answer.
    pub(super) fn latency(&self) -> Duration {
        self.latency
    }

    /// The first fault that is planned for request `number`.
    pub(super) fn at(&self, number: u64) -> Option<Fault> {
        let is_now = |planned: &&Planned| planned.at == number || (planned.onwards && planned.at < number);
        self.planned.iter().find(is_now).map(|planned| planned.fault)
    }
}

impl FromStr for Faults {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        let mut faults = Self::default();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let wrong = |reason| FaultError { text: part.to_owned(), reason };
            if let Some(latency) = part.strip_prefix("latency=") {
                faults.latency = read_duration(latency).ok_or_else(|| wrong("latency is a number and `ms` or `s`"))?;
                continue;
            }
            let (name, at) = part.split_once('@').ok_or_else(|| wrong("it has no `@` and request number"))?;
            let (at, onwards) = at.strip_suffix('+').map_or((at, false), |at| (at, true));
            let at = at.parse().ok().filter(|at| *at > 0).ok_or_else(|| wrong("requests are counted from 1"))?;
            let fault = match name {
                "rate-limit" => Fault::RateLimit,
                "drop" => Fault::Drop,
                "lose-answer" => Fault::LoseAnswer,
                "truncate" => Fault::Truncate,
                "crash-before" => Fault::CrashBefore,
                "crash" | "crash-after" => Fault::CrashAfter,
                "token-expires" => Fault::TokenExpires,
                _ => {
                    let status = name.strip_prefix("status=").ok_or_else(|| wrong("no fault has that name"))?;
                    let status = status.parse().ok().filter(|status| (400..600).contains(status));
                    Fault::Status(status.ok_or_else(|| wrong("a status is a number from 400 to 599"))?)
                }
            };
            faults.planned.push(Planned { fault, at, onwards });
        }
        Ok(faults)
    }
}

fn read_duration(text: &str) -> Option<Duration> {
    match text.strip_suffix("ms") {
        Some(number) => number.parse().ok().map(Duration::from_millis),
        None => text.strip_suffix('s')?.parse().ok().map(Duration::from_secs),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_read_from_text() {
        let faults: Faults = "status=503@3, drop@4+,latency=50ms".parse().expect("it is right");
        assert_eq!(faults.at(3), Some(Fault::Status(503)));
        assert_eq!(faults.at(2), None);
        assert_eq!((faults.at(4), faults.at(9)), (Some(Fault::Drop), Some(Fault::Drop)));
        assert_eq!(faults.latency(), Duration::from_millis(50));
    }

    #[test]
    fn a_fault_that_does_not_parse_has_a_reason() {
        let error = "status=200@1".parse::<Faults>().unwrap_err();
        assert_eq!(error.to_string(), "`status=200@1` is not a fault: a status is a number from 400 to 599");
        for wrong in ["drop", "drop@0", "explode@1", "latency=5"] {
            assert!(wrong.parse::<Faults>().is_err(), "{wrong} is taken");
        }
    }
}
