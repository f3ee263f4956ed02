//! What `validate` finds in whole models.
