//! The flag for changes of type that keep their values.

use crate::plan::MigrationChoice;

/// The flag of `plan` and `apply`.
#[derive(clap::Args, Debug)]
pub(crate) struct MigrateArgs {
    /// Keep the values of a property whose type changes
    ///
    /// `--migrate blueprint/service:schema.properties.size` keeps the values of one property, and can be repeated. Without an
    /// address, the values of all such properties are kept.
    #[arg(long = "migrate", value_name = "ADDRESS:PATH", num_args = 0..=1, default_missing_value = "")]
    addresses: Vec<String>,
}

impl MigrateArgs {
    pub(crate) fn choice(self) -> MigrationChoice {
        let all = self.addresses.iter().any(String::is_empty);
        MigrationChoice { all, addresses: self.addresses.into_iter().filter(|address| !address.is_empty()).collect() }
    }
}
