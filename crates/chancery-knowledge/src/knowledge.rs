//! The knowledge as a whole: loads all files, links them, and compiles the lexicon.

use std::collections::BTreeMap;

use chancery_model::EntityKind;

use crate::bodies::{self, OwnBodies};
use crate::frames::{self, Frame};
use crate::lexicon::{Lexicon, Meaning};
use crate::markers::{self, Marker, MarkerKind, MarkerSet};
use crate::names::{EntityRow, Names, OfficeRow};
use crate::per_form::PerForm;
use crate::tenure::{self, Title};
use crate::{Diagnostic, Severity};

/// A file of knowledge.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Path below `knowledge/`, with slashes.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Everything the reader knows. Immutable once loaded.
#[derive(Clone, Debug, Default)]
pub struct Knowledge {
    /// Entities.
    pub entities: Vec<EntityRow>,
    /// Offices.
    pub offices: Vec<OfficeRow>,
    /// Markers.
    pub markers: Vec<Marker>,
    /// Frames, sorted by id.
    pub frames: Vec<Frame>,
    /// All forms.
    pub lexicon: Lexicon,
    /// Per form of the lexicon: the kinds of marker that it is.
    marker_sets: PerForm<MarkerSet>,
    /// Paths of the files, by the index that places use.
    pub files: Vec<String>,
    /// Trigger parts by index, folded.
    pub parts: Vec<String>,
    /// Per part: the (frame, trigger) pairs that it anchors.
    pub anchored: Vec<Vec<(u32, u32)>>,
    /// Per frame, trigger and part: the indices of its alternatives, sorted.
    pub trigger_parts: Vec<Vec<Vec<Vec<u32>>>>,
    /// Per entity what sort it is, close together: asked about at every name of a text.
    kinds: Vec<Option<EntityKind>>,
    by_id: BTreeMap<String, u32>,
    office_by_id: BTreeMap<String, u32>,
    pub(crate) named_bodies: BTreeMap<u32, Title>,
    pub(crate) own_bodies: OwnBodies,
    /// Holders by (office, body): (entity, which of its tenures).
    pub(crate) holders: tenure::HoldersOf,
    /// Lists of words that code looks up by name: `knowledge/<language>/lists.toml`.
    pub lists: BTreeMap<String, Vec<String>>,
}

impl Knowledge {
    /// Loads and links. The knowledge is usable where no diagnostic is an error; what is wrong is left out.
    pub fn load(files: &[SourceFile]) -> (Knowledge, Vec<Diagnostic>) {
        let mut found = Vec::new();
        let mut knowledge = Knowledge::default();
        let mut names = Names::default();
        let mut sorted: Vec<&SourceFile> = files.iter().collect();
        sorted.sort_by(|a, b| a.path.cmp(&b.path));
        for (index, file) in sorted.iter().enumerate() {
            knowledge.files.push(file.path.clone());
            let parts: Vec<&str> = file.path.split('/').collect();
            match parts.as_slice() {
                ["names", _, name] if name.ends_with(".tsv") => names.load(index as u16, &file.path, &file.text, &mut found),
                [_, "markers.toml" | "words.toml"] => markers::load(&file.path, &file.text, &mut knowledge.markers, &mut found),
                [_, "lists.toml"] => load_lists(&file.path, &file.text, &mut knowledge.lists, &mut found),
                [language, "frames", name] if name.ends_with(".toml") => {
                    let prefix = format!("{language}/{}", name.trim_end_matches(".toml"));
                    frames::load(index as u16, &file.path, &file.text, &prefix, &mut knowledge.frames, &mut found);
                }
                _ => {}
            }
        }
        knowledge.frames.sort_by(|a, b| a.id.cmp(&b.id));
        for pair in knowledge.frames.windows(2) {
            if pair[0].id == pair[1].id {
                let (file, line) = pair[1].place;
                found.push(Diagnostic {
                    file: knowledge.files[file as usize].clone(),
                    line,
                    column: 1,
                    severity: Severity::Error,
                    code: "duplicate-id",
                    message: format!("two frames are called {:?}", pair[1].id),
                    hint: "rename one of them".into(),
                });
            }
        }
        knowledge.frames.dedup_by(|b, a| a.id == b.id);
        let pairs = knowledge.lists.get("person_pairs").map_or(&[][..], Vec::as_slice);
        knowledge.frames.iter_mut().for_each(|frame| frame.name_pairs(pairs));
        knowledge.link(names, &mut found);
        found.sort();
        (knowledge, found)
    }

    /// Who is called by one character in names of encounters, in the order of the list.
    pub fn person_short(&self, c: char) -> impl Iterator<Item = u32> {
        self.list("person_shorts")
            .iter()
            .filter_map(|word| word.split_once('='))
            .filter(move |(short, _)| short.chars().eq([c]))
            .filter_map(|(_, id)| self.entity(&format!("person:{id}")))
    }

    /// The states that a group of fixed members consists of (六方会谈); none for other bodies.
    pub fn group_members(&self, group: u32) -> Vec<u32> {
        let id = &self.entities[group as usize].id;
        let members = self.list("group_members").iter().filter_map(|word| word.split_once('=')).find(|(name, _)| id.strip_prefix("org:") == Some(name));
        members.into_iter().flat_map(|(_, states)| states.split('+')).filter_map(|state| self.entity(&state.to_ascii_uppercase())).collect()
    }

    fn link(&mut self, names: Names, found: &mut Vec<Diagnostic>) {
        let mut entries: Vec<(&str, Meaning)> = Vec::new();
        entries.extend(names.forms.iter().map(|(form, entity, short)| (form.as_str(), Meaning::Entity(*entity, *short))));
        entries.extend(names.office_forms.iter().map(|(form, office)| (form.as_str(), Meaning::Office(*office))));
        for (at, marker) in self.markers.iter().enumerate() {
            let meaning = if marker.kind == MarkerKind::Word { Meaning::Word } else { Meaning::Marker(at as u32) };
            entries.push((marker.form.as_str(), meaning));
        }
        let mut part_of: BTreeMap<String, u32> = BTreeMap::new();
        for (f, frame) in self.frames.iter().enumerate() {
            let mut per_trigger = Vec::new();
            for (t, trigger) in frame.triggers.iter().enumerate() {
                let slots: Vec<Vec<u32>> = trigger
                    .parts
                    .iter()
                    .map(|forms| {
                        let mut ids: Vec<u32> = forms
                            .iter()
                            .map(|part| {
                                *part_of.entry(part.clone()).or_insert_with(|| {
                                    self.parts.push(part.clone());
                                    self.anchored.push(Vec::new());
                                    self.parts.len() as u32 - 1
                                })
                            })
                            .collect();
                        ids.sort_unstable();
                        ids.dedup();
                        ids
                    })
                    .collect();
                for anchor in slots.last().into_iter().flatten() {
                    self.anchored[*anchor as usize].push((f as u32, t as u32));
                }
                per_trigger.push(slots);
            }
            self.trigger_parts.push(per_trigger);
        }
        entries.extend(self.parts.iter().enumerate().map(|(at, part)| (part.as_str(), Meaning::Part(at as u32))));
        let asked = self.frames.iter().flat_map(|frame| frame.not_in_clause.iter().chain(&frame.with_word).chain(&frame.near_word));
        entries.extend(self.lists.values().flatten().chain(asked).map(|word| (word.as_str(), Meaning::Listed)));
        self.lexicon = Lexicon::build(entries);
        let kinds = |form: u32| {
            let mut set = MarkerSet::default();
            self.lexicon.meanings(form).iter().filter_map(|meaning| self.marker_kind(*meaning)).for_each(|kind| set.insert(kind));
            set
        };
        self.marker_sets = PerForm::new((0..self.lexicon.len() as u32).map(kinds));
        for (at, entity) in names.entities.iter().enumerate() {
            if let Some(first) = self.by_id.insert(entity.id.clone(), at as u32) {
                let (file, line) = entity.place;
                let (_, before) = names.entities[first as usize].place;
                found.push(Diagnostic {
                    file: self.files[file as usize].clone(),
                    line,
                    column: 1,
                    severity: Severity::Error,
                    code: "duplicate-id",
                    message: format!(
                        "the id {:?} stands here and at line {before} of {}",
                        entity.id, self.files[names.entities[first as usize].place.0 as usize]
                    ),
                    hint: "merge the two rows or rename one".into(),
                });
            }
        }
        self.office_by_id = names.offices.iter().enumerate().map(|(at, office)| (office.id.clone(), at as u32)).collect();
        self.entities = names.entities;
        self.kinds = self.entities.iter().map(|entity| entity.kind).collect();
        tenure::settle_places(&mut self.entities, &self.by_id);
        self.holders = tenure::holders(&self.entities);
        self.offices = names.offices;
        let private = self.lists.get("private_offices").map_or(&[][..], Vec::as_slice);
        self.offices.iter_mut().for_each(|office| office.private = private.contains(&office.id));
        for entity in &mut self.entities {
            entity.state_row = self.by_id.get(&entity.state).copied();
            for tenure in &mut entity.tenures {
                tenure.office_row = self.office_by_id.get(&tenure.office).copied();
                tenure.body_row = self.by_id.get(&tenure.body).copied();
            }
        }
        self.named_bodies = tenure::named_bodies(self, &names.office_forms);
        self.own_bodies = bodies::own_bodies(self, &names.forms);
    }

    fn marker_kind(&self, meaning: Meaning) -> Option<MarkerKind> {
        match meaning {
            Meaning::Marker(marker) => Some(self.markers[marker as usize].kind),
            _ => None,
        }
    }

    /// Which of these kinds of marker a form is; where it is several of them, the one that the files name first.
    #[inline(always)]
    pub fn marker(&self, form: u32, kinds: &[MarkerKind]) -> Option<MarkerKind> {
        let wanted = MarkerSet::of(kinds);
        let found = self.marker_set(form).and(wanted);
        if found.is_empty() { None } else { self.marker_among(form, wanted) }
    }

    #[inline(never)]
    fn marker_among(&self, form: u32, wanted: MarkerSet) -> Option<MarkerKind> {
        self.marker_set(form).and(wanted).single().or_else(|| {
            self.lexicon.meanings(form).iter().filter_map(|meaning| self.marker_kind(*meaning)).find(|kind| !MarkerSet::of(&[*kind]).and(wanted).is_empty())
        })
    }

    /// All kinds of marker that a form is.
    #[inline]
    pub fn marker_set(&self, form: u32) -> MarkerSet {
        self.marker_sets.of(form)
    }

    /// The entity with an id.
    pub fn entity(&self, id: &str) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    /// The office with an id.
    pub fn office(&self, id: &str) -> Option<u32> {
        self.office_by_id.get(id).copied()
    }

    /// A list of `lists.toml`; empty where there is none.
    pub fn list(&self, name: &str) -> &[String] {
        self.lists.get(name).map_or(&[], Vec::as_slice)
    }

    /// What sort of entity one is.
    #[inline]
    pub fn kind(&self, entity: u32) -> Option<EntityKind> {
        self.kinds.get(entity as usize).copied().flatten()
    }

    /// Whether an entity is a state.
    #[inline]
    pub fn is_state(&self, entity: u32) -> bool {
        self.kind(entity) == Some(EntityKind::State)
    }
}

fn load_lists(file: &str, text: &str, lists: &mut BTreeMap<String, Vec<String>>, found: &mut Vec<Diagnostic>) {
    match text.parse::<toml::Table>() {
        Ok(table) => {
            for (key, value) in &table {
                let words = value.as_array().into_iter().flatten().filter_map(toml::Value::as_str).flat_map(str::split_whitespace);
                lists.entry(key.clone()).or_default().extend(words.map(chancery_text::fold_text));
            }
        }
        Err(error) => {
            let (line, column) = crate::diagnostic::place(text, markers::toml_offset(&error));
            found.push(Diagnostic {
                file: file.into(),
                line,
                column,
                severity: Severity::Error,
                code: "syntax",
                message: error.message().to_owned(),
                hint: "arrays of words in quotation marks".into(),
            });
        }
    }
}
