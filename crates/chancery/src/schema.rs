//! `chancery schema` and `chancery completions`: what the program says about itself.

use chancery_model::{Annotation, MENTIONS_SCHEMA, READING_SCHEMA, Reading};
use clap::CommandFactory;
use schemars::generate::SchemaSettings;

use crate::arguments::{Arguments, CompletionsOptions, SchemaOptions};
use crate::outcome::{Outcome, Stop};
use crate::terminal::Terminal;

/// Prints the JSON Schema of readings or of annotations.
pub fn run(options: &SchemaOptions, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let (mut schema, name) = match options.mentions {
        true => (generator.into_root_schema_for::<Annotation>(), MENTIONS_SCHEMA),
        false => (generator.into_root_schema_for::<Reading>(), READING_SCHEMA),
    };
    schema.insert("title".into(), name.into());
    // The field `schema` of a document says by which of these it is to be read.
    if let Some(field) = schema.pointer_mut("/properties/schema").and_then(|field| field.as_object_mut()) {
        field.insert("const".into(), name.into());
    }
    terminal.json(&schema, true)?;
    Ok(Outcome::Done)
}

/// Prints completions for a shell.
pub fn completions(options: &CompletionsOptions, terminal: &mut Terminal) -> Result<Outcome, Stop> {
    let mut text = Vec::new();
    clap_complete::generate(options.shell, &mut Arguments::command(), "chancery", &mut text);
    terminal.write(&String::from_utf8_lossy(&text))?;
    Ok(Outcome::Done)
}
