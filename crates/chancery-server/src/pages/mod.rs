//! The pages: each gives its markup and the same as data.

pub(crate) mod account;
pub(crate) mod browse;
pub(crate) mod decide;
pub(crate) mod document;
pub(crate) mod export;
pub(crate) mod figures;
pub(crate) mod home;
pub(crate) mod pair;
pub(crate) mod people;
pub(crate) mod record;
pub(crate) mod review;
pub(crate) mod search;
pub(crate) mod static_files;
pub(crate) mod timeline;
pub(crate) mod wording;
