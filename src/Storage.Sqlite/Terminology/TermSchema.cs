namespace Carewright.Storage.Sqlite.Terminology;

/// <summary>The tables of one version of one code system: one file each, written once and only read afterwards (ADR 0007).</summary>
internal static class TermSchema
{
    /// <summary>Changes whenever a file of an earlier program could be misread.</summary>
    internal const string Format = "1";

    internal const string Extension = ".terms";

    internal const string Create = """
        CREATE TABLE about(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE concept(key INTEGER PRIMARY KEY, code TEXT NOT NULL, display TEXT, traits INTEGER NOT NULL, definition TEXT);
        CREATE TABLE code(folded TEXT PRIMARY KEY, key INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE designation(key INTEGER, place INTEGER, language TEXT, use_system TEXT, use_code TEXT, use_display TEXT, value TEXT NOT NULL, PRIMARY KEY(key, place)) WITHOUT ROWID;
        CREATE TABLE property_name(id INTEGER PRIMARY KEY, code TEXT NOT NULL, kind INTEGER NOT NULL);
        CREATE TABLE property(key INTEGER, place INTEGER, property INTEGER NOT NULL, value TEXT NOT NULL, system TEXT, display TEXT, PRIMARY KEY(key, place)) WITHOUT ROWID;
        CREATE TABLE property_value(property INTEGER, value TEXT, key INTEGER, PRIMARY KEY(property, value, key)) WITHOUT ROWID;
        CREATE TABLE term(term INTEGER PRIMARY KEY, text TEXT NOT NULL);
        CREATE TABLE word(word TEXT PRIMARY KEY, list BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE block(name TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
        """;

    // What arrives in any order waits here and is sorted once; sorting in place would touch a random page per row.
    internal const string Stage = """
        CREATE TEMP TABLE staged_concept(key INTEGER PRIMARY KEY, code TEXT, display TEXT, traits INTEGER, definition TEXT);
        CREATE TEMP TABLE staged_display(key INTEGER PRIMARY KEY, display TEXT);
        CREATE TEMP TABLE staged_designation(key INTEGER, language TEXT, use_system TEXT, use_code TEXT, use_display TEXT, value TEXT);
        CREATE TEMP TABLE staged_property(key INTEGER, property INTEGER, value TEXT, system TEXT, display TEXT);
        CREATE TEMP TABLE staged_term(weight INTEGER, text TEXT, key INTEGER, is_display INTEGER);
        """;

    internal static class Blocks
    {
        internal const string Inactive = "inactive";
        internal const string Abstract = "abstract";
        internal const string ParentStarts = "parent-starts";
        internal const string Parents = "parents";
        internal const string TermConcepts = "term-concepts";
    }
}
