//! Saved plans: any text is refused or is a plan that can be shown and applied, also if somebody has edited it and renewed its seal.

use serde_json::{Value, json};

use crate::cli::format::Format;
use crate::cli::view::paint::Paint;
use crate::cli::view::plan::PlanStyle;
use crate::cli::view::{plan_formats, plan_json};
use crate::ground::digest::digest;
use crate::model::Variables;
use crate::ops::apply::{ApplyOptions, Approval, Policy, apply};
use crate::plan::Plan;
use crate::plan::saved::SavedPlan;
use crate::portal::SandboxPortal;

/// Reads these bytes as a saved plan: as they are, and with the right seal.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    read(text);
    let Ok(mut document @ Value::Object(_)) = serde_json::from_str(text) else { return };
    document.as_object_mut().map(|fields| fields.shift_remove("seal"));
    let seal = digest(document.clone());
    document["seal"] = json!(seal);
    read(&document.to_string());
}

fn read(text: &str) {
    let Ok(saved) = SavedPlan::parse(text) else { return };
    SavedPlan::parse(&saved.text()).expect("its own text is a plan");
    if let Ok(shown) = saved.shown() {
        show(&shown);
    }
    if let Ok(plan) = saved.filled(&Variables::default())
        && let Ok(approved) = Approval::of_everything().of(&plan, &Policy::default())
    {
        apply(&approved, &SandboxPortal::in_memory(), &ApplyOptions::default(), &|| false, &mut |_| {});
    }
}

/// Prints a plan in every format, and returns the output.
pub(super) fn show(plan: &Plan) -> Vec<u8> {
    let refused = Approval::default().judge(plan, &Policy::default());
    let style = PlanStyle {
        destination: "portal",
        refused: &refused,
        shows_unmanaged: true,
        shows_checksum: true,
        paint: Paint { color: false },
        width: 100,
    };
    let mut out = Vec::new();
    for format in [Format::Human, Format::Concise, Format::Markdown] {
        plan_formats::write(plan, &style, format, &mut out).expect("memory can be written");
    }
    plan_json::json((plan, None), &refused, "portal", None, &mut out).expect("memory can be written");
    out
}

#[cfg(test)]
mod tests {
    use super::super::answers::project;
    use super::check;
    use crate::fuzz::bytes::{Bytes, hammer};
    use crate::ground::digest::Salt;
    use crate::ops::plan::{PlanOptions, plan};
    use crate::plan::saved::{Basis, Hiding, SaveInput, SavedOptions, SavedPlan, SavedPortal};
    use crate::portal::SandboxPortal;
    use crate::yaml::random::Random;
    use serde_json::Value;

    /// The text of a real plan.
    fn saved() -> String {
        let (model, variables) = project();
        let portal = SandboxPortal::in_memory();
        let planned = plan(&model, &variables, &portal, &PlanOptions::default()).expect("a plan");
        let salt = Salt([7; 16]);
        let input = SaveInput {
            plan: &planned.plan,
            portal: SavedPortal { name: "portal".to_owned(), organization: None },
            profile: None,
            options: SavedOptions::default(),
            salt,
            basis: Some(Basis::of(&model, &variables, &salt)),
            findings: 0,
        };
        SavedPlan::new(input, &Hiding::new(&model, &variables)).expect("it can be saved").text()
    }

    #[test]
    fn any_saved_plan_is_refused_or_can_be_used() {
        let text = saved();
        let plan: Value = serde_json::from_str(&text).expect("it is JSON");
        let damaged = (0..300).map(|seed| {
            let mut random = Random::new(seed);
            let input: Vec<u8> = (0..60).map(|_| random.below(256) as u8).collect();
            let mut document = plan.clone();
            (0..=seed % 3).fold(Bytes(&input), |mut bytes, _| {
                bytes.damage(&mut document);
                bytes
            });
            document.to_string().into_bytes()
        });
        let seeds: Vec<Vec<u8>> = damaged.chain([text.into_bytes()]).collect();
        seeds.iter().for_each(|seed| check(seed));
        hammer(&seeds, 300, check);
    }
}
