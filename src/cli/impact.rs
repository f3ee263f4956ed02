//! The flags for the impact of a plan.

use crate::cli::env::Settings;
use crate::cli::failure::Failure;
use crate::ops::impact::{Impact, impact};
use crate::ops::plan::PlanReport;
use crate::portal::Portal;

/// The flags of `plan`.
#[derive(clap::Args, Debug)]
pub(crate) struct ImpactArgs {
    /// Also show which entities change their levels, values or visibility
    #[arg(long)]
    impact: bool,
    /// Read at most this many entities for --impact
    #[arg(long, value_name = "N", default_value_t = 10_000, requires = "impact", hide_short_help = true)]
    impact_limit: usize,
}

impl ImpactArgs {
    /// Computes the impact, if it is requested.
    pub(crate) fn of(
        &self,
        planned: &PlanReport,
        portal: &dyn Portal,
        settings: &Settings,
    ) -> Result<Option<Impact>, Failure> {
        if !self.impact {
            return Ok(None);
        }
        let secrets = settings.secrets();
        let hidden: Vec<&str> = secrets.iter().map(String::as_str).collect();
        Ok(Some(impact(planned, portal, self.impact_limit, &hidden)?))
    }
}
