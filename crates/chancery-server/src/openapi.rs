//! The OpenAPI 3.1 document, made from the table of routes.
//!
//! In: the table. Out: a description that cannot say other than what the router does.

use serde_json::{Map, Value, json};

use crate::columns::Layer;
use crate::route::{Check, Method, Param, Route, Use};
use crate::routes::api_routes;

const LAYERS: [Layer; 8] =
    [Layer::Events, Layer::Instruments, Layer::Relations, Layer::Statements, Layer::Figures, Layer::Names, Layer::Wordings, Layer::Documents];

/// The document.
pub fn document(version: &str) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for route in api_routes() {
        let path = if route.path == "/openapi" { "/openapi.json" } else { route.path };
        let method = match route.method {
            Method::Get => "get",
            Method::Post => "post",
        };
        let entry = paths.entry(format!("/api/v1{path}")).or_insert_with(|| json!({}));
        entry[method] = operation(route);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Chancery", "version": version,
            "description": "A register of diplomatic events with the words that each entry was read from. Within v1 fields and parameters are added, none is renamed or removed; what lists hold may change order only where dates are equal.",
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{"bearer": []}, {"session": []}],
        "paths": paths,
        "components": {"securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer", "description": "A token of an account (team mode)."},
            "session": {"type": "apiKey", "in": "cookie", "name": "chancery"},
        }, "schemas": schemas()},
    })
}

fn operation(route: &Route) -> Value {
    let mut parameters: Vec<Value> = route
        .path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string", "minLength": 1, "maxLength": 600}}))
        .collect();
    parameters.extend(route.params().map(parameter));
    let fault = |about: &str| json!({"description": about, "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}});
    let mut responses = json!({
        "400": fault("The parameters make no sense"), "401": fault("Nobody is known to call"), "403": fault("The caller may not"),
        "404": fault("There is nothing"), "421": fault("The server is not reached by that name"), "429": fault("Too many calls; Retry-After says how many seconds to wait"),
    });
    let mut operation =
        json!({"operationId": route.name, "summary": route.about, "parameters": parameters, "x-role": route.role.map(crate::accounts::Role::as_str)});
    match (route.method, route.purpose) {
        (Method::Get, Use::List) => {
            let row = LAYERS
                .iter()
                .find(|layer| layer.name() == route.name)
                .map_or_else(|| json!({"type": "object"}), |layer| json!({"$ref": format!("#/components/schemas/{}", layer.name())}));
            responses["200"] = ok(
                &json!({"type": "object", "required": ["items", "next"], "properties": {"items": {"type": "array", "items": row}, "next": {"type": ["string", "null"]}}}),
            );
            responses["304"] = json!({"description": "As it was (If-None-Match)"});
            operation["description"] = json!("The path with .csv, .jsonl or .parquet gives all rows.");
        }
        (Method::Get, Use::Record) => {
            responses["200"] = ok(&json!({"type": "object"}));
            responses["304"] = json!({"description": "As it was (If-None-Match)"});
        }
        (Method::Get, _) => responses["200"] = ok(&json!({"type": "object"})),
        (Method::Post, _) => {
            responses["201"] = ok(&json!({"type": "object", "required": ["decision"], "properties": {"decision": {"type": "string"}}}));
            for (status, about) in [
                ("412", "The record is not as If-Match says"),
                ("413", "The body is too large"),
                ("415", "The body is no JSON"),
                ("503", "Another program writes; try again"),
            ] {
                responses[status] = fault(about);
            }
            operation["requestBody"] = json!({"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Decision"}}}});
            if let Some(list) = operation["parameters"].as_array_mut() {
                list.push(json!({"name": "If-Match", "in": "header", "required": false, "schema": {"type": "string"}, "description": "The ETag that the record had when it was read"}));
            }
        }
    }
    operation["responses"] = responses;
    operation
}

fn ok(schema: &Value) -> Value {
    json!({"description": "Done", "headers": {"ETag": {"schema": {"type": "string"}}}, "content": {"application/json": {"schema": schema}}})
}

fn parameter(param: &Param) -> Value {
    let schema = match param.check {
        Check::Text => json!({"type": "string", "maxLength": 400}),
        Check::Day => json!({"type": "string", "format": "date"}),
        Check::Kind | Check::Status => json!({"type": "string", "pattern": "^[a-z_]+(,[a-z_]+)*$"}),
        Check::Number(low, high) => json!({"type": "integer", "minimum": low, "maximum": high}),
        Check::One(list) => json!({"type": "string", "enum": list}),
    };
    json!({"name": param.name, "in": "query", "required": false, "description": param.about, "schema": schema})
}

fn schemas() -> Value {
    let mut all = json!({
        "Problem": {"type": "object", "required": ["type", "title", "status", "detail"], "properties": {"type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"}, "detail": {"type": "string"}}},
        "Decision": {
            "type": "object", "required": ["act"],
            "properties": {
                "act": {"enum": ["accept", "reject", "correct", "merge", "split", "same_person", "undo"]},
                "record": {"type": ["string", "array"], "items": {"type": "string"}, "description": "Id of the record; several to merge"},
                "field": {"type": "string", "description": "Of a correction"}, "value": {"type": "string", "description": "Of a correction; empty clears the field"},
                "item": {"type": "array", "items": {"type": "string"}, "description": "Ids of the reports that leave, to split"},
                "decision": {"type": "string", "description": "Id of the decision to take back"}, "why": {"type": "string"},
            },
        },
    });
    for layer in LAYERS {
        let properties: Map<String, Value> = layer.names().iter().map(|name| ((*name).to_owned(), json!({}))).collect();
        all[layer.name()] = json!({"type": "object", "required": layer.names(), "properties": properties});
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_of_the_api_is_described_once() {
        let document = document("1");
        let described: usize = document["paths"].as_object().map_or(0, |paths| paths.values().map(|path| path.as_object().map_or(0, Map::len)).sum());
        assert_eq!(described, api_routes().count());
        let mut names: Vec<&str> = crate::routes::ROUTES.iter().map(|route| route.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), crate::routes::ROUTES.len(), "names of routes are unique");
    }
}
