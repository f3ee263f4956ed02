//! The providers that read `port.yml` files, and how each resolves `file://` and reads the file.

use crate::ground::closest::closest;
use crate::lint::port::section::Section;

/// The folder to which a path after `file://` is relative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Base {
    /// The repository's root, or with `./` or `../` the folder of the file, as Port documents.
    Documented,
    Root,
    Folder,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reads {
    Properties,
    /// Only in the entity's own keys, not in properties.
    OwnKeys,
    Everything,
}

/// How the content of a `.json` file is read. That of any other file is a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JsonReading {
    Text,
    Parsed,
    /// It is not known.
    Unknown,
}

/// One of Port's integrations. Facts come from the source code of the Ocean integrations, if it is public. All others
/// are assumed to follow the documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Its name in settings.
    pub name: &'static str,
    pub(crate) base: Base,
    reads: Reads,
    pub(crate) json: JsonReading,
}

impl Default for Provider {
    fn default() -> Self {
        Self::ALL[0]
    }
}

impl Provider {
    /// Every provider; the first follows Port's documentation.
    pub const ALL: [Self; 7] = [
        Self::new("documented", Base::Documented, Reads::Properties, JsonReading::Unknown),
        Self::new("github", Base::Documented, Reads::Properties, JsonReading::Unknown),
        Self::new("github-ocean", Base::Folder, Reads::OwnKeys, JsonReading::Parsed),
        Self::new("gitlab", Base::Root, Reads::Properties, JsonReading::Parsed),
        Self::new("gitlab-v2", Base::Root, Reads::Everything, JsonReading::Text),
        Self::new("bitbucket-cloud", Base::Folder, Reads::OwnKeys, JsonReading::Parsed),
        Self::new("azure-devops", Base::Root, Reads::Properties, JsonReading::Parsed),
    ];

    const fn new(name: &'static str, base: Base, reads: Reads, json: JsonReading) -> Self {
        Self { name, base, reads, json }
    }

    /// Returns the provider of that name.
    ///
    /// # Errors
    /// A message if there is none.
    pub fn named(name: &str) -> Result<Self, String> {
        let names = || Self::ALL.iter().map(|provider| provider.name);
        Self::ALL.into_iter().find(|provider| provider.name == name).ok_or_else(|| match closest(name, names()) {
            Some(near) => format!("there is no provider `{name}`, did you mean `{near}`?"),
            None => format!(
                "there is no provider `{name}`; there are {} (`{}`, the default, follows Port's documentation)",
                names().collect::<Vec<_>>().join(", "),
                Self::default().name
            ),
        })
    }

    /// Returns whether it resolves `file://` in this section, as an entire value or in a list.
    pub(crate) fn reads(self, section: Section, is_whole: bool) -> bool {
        match self.reads {
            Reads::Properties => section == Section::Properties && is_whole,
            Reads::OwnKeys => false,
            Reads::Everything => true,
        }
    }

    pub(crate) fn reads_properties(self) -> bool {
        self.reads != Reads::OwnKeys
    }
}
