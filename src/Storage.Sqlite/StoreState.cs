using Carewright.Storage.Indexing;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite.Delta;
using Carewright.Storage.Sqlite.Reading;

namespace Carewright.Storage.Sqlite;

/// <summary>What the parts of one open store share.</summary>
internal sealed class StoreState(string folder, KeyRing keys, VersionSeal seal, BlindIndex blind, ParameterRegistry registry, IndexEncoder encoder)
{
    public string Folder => folder;

    public string RecordPath => Path.Combine(folder, "record.db");

    public string IndexPath => Path.Combine(folder, "index.db");

    public KeyRing Keys => keys;

    public VersionSeal Seal => seal;

    public BlindIndex Blind => blind;

    public ParameterRegistry Registry => registry;

    public IndexEncoder Encoder => encoder;

    public IndexDelta Delta { get; } = new();

    public RowBitmap Updated { get; } = new();

    public ReadMarks Marks { get; } = new();
}
