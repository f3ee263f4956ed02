//! The catalog: pages and folders, which share one order.

mod folder;
mod order;
mod page;
mod widgets;

use super::{Route, get, writes};
use crate::portal::wire::Method;

pub(super) use folder::QUIRKS as FOLDERS;
pub(super) use page::{QUIRKS as PAGES, of_blueprint, rename_blueprint};

pub(super) const ROUTES: &[Route] = &[
    get("pages", page::list),
    get("sidebars/catalog", folder::sidebar),
    writes(Method::Post, "blueprints", page::create_blueprint),
];
