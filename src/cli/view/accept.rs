//! The output of `drift --accept`: the files that were written, and the changes that could not be accepted.

use std::io::{self, Write};

use crate::cli::view::export;
use crate::cli::view::paint::{Paint, TextStyle};
use crate::ground::count::count;
use crate::ops::export::ExportReport;

pub(crate) fn human(report: &ExportReport, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let number = export::files(report, paint, out)?;
    if number == 0 {
        writeln!(out, "{}", paint.styled(TextStyle::Bold, "No file was changed."))?;
    } else {
        writeln!(out, "{} {} written.", paint.styled(TextStyle::Bold, "Accepted:"), count(number, "file"))?;
    }
    export::left_out(report, "accepted", paint, out)?;
    export::variables(report, out)
}
